// What is typed into a form with data-draft stays on this device, encrypted, until the form is sent: after a lost line, a
// closed window or a session that ended it is all there again. Passwords, files and tokens are never kept; a draft belongs
// to one person, goes after seven days and at sign-out.
import * as device from "./device_store.js";

const root = document.body;
const DAYS = 7;
const nameOf = (form) => `${root.dataset.who || "-"}:${form.dataset.draft}`;
const kept = (field) => field.name && field.name !== "csrf_token" && field.name !== "version"
  && !["password", "file", "submit", "button"].includes(field.type);
const clock = () => new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false });

function state(words, off = false) {
  const line = document.getElementById("sync");
  if (!line) return;
  line.hidden = false;
  line.classList.toggle("off", off);
  line.textContent = words;
}

function read(form) {
  const values = {};
  for (const field of form.elements) {
    if (!kept(field)) continue;
    const list = (values[field.name] ??= []);
    if (field.type !== "radio" && field.type !== "checkbox") list.push(field.value);
    else if (field.checked) list.push(field.value);
  }
  return values;
}

function fill(form, values) {
  const seen = {};
  for (const field of form.elements) {
    if (!kept(field) || !(field.name in values)) continue;
    if (field.type === "radio" || field.type === "checkbox") field.checked = values[field.name].includes(field.value);
    else field.value = values[field.name][(seen[field.name] = (seen[field.name] ?? -1) + 1)] ?? field.value;
  }
}

// The request key comes back with a draft on purpose: a form whose answer was lost is then recognised as the same one.
const typed = (values) => JSON.stringify(values, (name, value) => name === "request_key" ? undefined : value);
const base = (form) => form.elements.version?.value ?? "";

async function store(form) {
  try {
    await device.put(nameOf(form), { base: base(form), values: read(form) });
    state(`${root.dataset.saved} ${clock()}`);
  } catch {
    state(root.dataset.unsaved, true); // private window or full store: say it, never pretend
  }
}

function announce(form, draft) {
  const note = document.createElement("div");
  note.className = "bf-note s-info";
  note.setAttribute("role", "status");
  const text = document.createElement("div");
  const line = document.createElement("p");
  line.textContent = draft.base === base(form) ? root.dataset.restored : root.dataset.restoredOld;
  const drop = document.createElement("button");
  drop.type = "button";
  drop.className = "btn btn-s";
  drop.textContent = root.dataset.dropDraft;
  drop.addEventListener("click", async () => { await device.remove(nameOf(form)); location.reload(); });
  const acts = document.createElement("div");
  acts.className = "acts";
  acts.append(drop);
  text.append(line, acts);
  note.append(text);
  form.prepend(note);
}

async function restore(form) {
  // A form that the server sent back already holds what was typed, and what was pasted into it: that is the draft now.
  if ("posted" in root.dataset) return store(form);
  const draft = await device.get(nameOf(form));
  if (!draft) return;
  if (typed(read(form)) === typed(draft.values)) return;
  fill(form, draft.values);
  announce(form, draft);
}

function watch(form) {
  let timer = 0;
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(() => store(form), 400); });
  form.addEventListener("change", () => { clearTimeout(timer); store(form); });
  form.addEventListener("submit", () => { clearTimeout(timer); sessionStorage.setItem("bangfu-sent", nameOf(form)); });
}

/** A page between the form and the act (a preview) sends what was typed on: done there, it is done with. */
function follow(form) {
  form.addEventListener("submit", () => {
    sessionStorage.setItem("bangfu-sent", `${root.dataset.who || "-"}:${form.dataset.endsDraft}`);
  });
}

/** The page after a successful save says so in a note: then the draft has done its work. */
async function settle() {
  const sent = sessionStorage.getItem("bangfu-sent");
  if (!sent) return;
  sessionStorage.removeItem("bangfu-sent");
  if (document.querySelector('[data-done], .bf-note.s-ok[role="status"]')) await device.remove(sent);
}

async function begin() {
  await settle();
  await device.sweep(DAYS);
  document.querySelectorAll("form[data-ends-draft]").forEach(follow);
  for (const form of document.querySelectorAll("form[data-draft]")) {
    await restore(form);
    watch(form);
  }
}

begin().catch(() => { if (document.querySelector("form[data-draft]")) state(root.dataset.unsaved, true); });

for (const form of document.querySelectorAll("[data-sign-out]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    Promise.race([device.clear(), new Promise((resolve) => setTimeout(resolve, 1000))]).finally(() => form.submit());
  });
}

addEventListener("offline", () => state(root.dataset.offline, true));
addEventListener("online", () => state(root.dataset.online));
