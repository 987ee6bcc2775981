// What is typed into a form with data-draft stays on this device until the form is sent: after a lost line, a closed
// window or a session that ended it is all there again. Passwords, files and tokens are never kept; a draft belongs to
// one person, is thrown away after seven days and at sign-out.
const root = document.body;
const PREFIX = "bangfu-draft:";
const DAYS = 7;
const keyOf = (form) => `${PREFIX}${root.dataset.who || "-"}:${form.dataset.draft}`;
const kept = (field) => field.name && field.name !== "csrf_token" && field.name !== "version"
  && !["password", "file", "submit", "button"].includes(field.type) && !("noDraft" in field.dataset);
const clock = () => new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false });

function state(words, icon = "") {
  const line = document.getElementById("sync");
  if (!line) return;
  line.hidden = false;
  line.classList.toggle("off", icon === "off");
  line.textContent = words;
}

function read(form) {
  const values = {};
  for (const field of form.elements) {
    if (!kept(field)) continue;
    const list = (values[field.name] ??= []);
    if (field.type === "radio" || field.type === "checkbox") {
      if (field.checked) list.push(field.value);
    } else list.push(field.value);
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

function store(form) {
  try {
    localStorage.setItem(keyOf(form), JSON.stringify({ at: Date.now(), base: form.elements.version?.value ?? "", values: read(form) }));
    state(`${root.dataset.saved} ${clock()}`);
  } catch {
    state(root.dataset.unsaved, "off"); // private window or full store: say it, never pretend
  }
}

function offer(form, draft) {
  const note = document.createElement("div");
  note.className = "bf-note s-info";
  note.setAttribute("role", "status");
  const text = document.createElement("div");
  const line = document.createElement("p");
  line.textContent = draft.base === (form.elements.version?.value ?? "") ? root.dataset.restored : root.dataset.restoredOld;
  const drop = document.createElement("button");
  drop.type = "button";
  drop.className = "btn btn-s";
  drop.textContent = root.dataset.dropDraft;
  drop.addEventListener("click", () => { localStorage.removeItem(keyOf(form)); location.reload(); });
  const acts = document.createElement("div");
  acts.className = "acts";
  acts.append(drop);
  text.append(line, acts);
  note.append(text);
  form.prepend(note);
}

function restore(form) {
  let draft = null;
  try { draft = JSON.parse(localStorage.getItem(keyOf(form)) ?? "null"); } catch { /* unreadable: as if none */ }
  if (!draft) return;
  // A form that the server sent back with errors already holds what was typed.
  if (form.querySelector("[data-focus]")) return;
  if (JSON.stringify(read(form)) === JSON.stringify(draft.values)) return;
  fill(form, draft.values);
  offer(form, draft);
}

function sweep(all = false) {
  for (const key of Object.keys(localStorage)) {
    if (!key.startsWith(PREFIX)) continue;
    let at = 0;
    try { at = JSON.parse(localStorage.getItem(key)).at; } catch { /* unreadable: goes */ }
    if (all || Date.now() - at > DAYS * 86400000) localStorage.removeItem(key);
  }
}

try { sweep(); } catch { /* no store in this browser: drafts simply do not exist */ }

for (const form of document.querySelectorAll("form[data-draft]")) {
  try { restore(form); } catch { /* as above */ }
  let timer = 0;
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(() => store(form), 400); });
  form.addEventListener("change", () => store(form));
  form.addEventListener("submit", () => sessionStorage.setItem("bangfu-sent", keyOf(form)));
}

// The page after a successful save has no such form, or has it without an error summary: then the draft has done its work.
const sent = sessionStorage.getItem("bangfu-sent");
if (sent) {
  sessionStorage.removeItem("bangfu-sent");
  if (document.querySelector('[data-done], .bf-note.s-ok[role="status"]')) localStorage.removeItem(sent);
}

for (const form of document.querySelectorAll("[data-sign-out]")) form.addEventListener("submit", () => sweep(true));

addEventListener("offline", () => state(root.dataset.offline, "off"));
addEventListener("online", () => state(root.dataset.online));
