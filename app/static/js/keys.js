// Single keys act only outside fields and can be switched off on the account (data-keys="off" on the body).
const writing = (target) => target.matches("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
const help = () => document.getElementById("keys");

function rows() {
  return [...document.querySelectorAll("table[data-keys] tbody tr[data-url], table[data-keys] tbody tr:has(th a), .bf-list a.bf-item")]
    .filter((row) => row.offsetParent !== null);
}

const handle = (row) => row.matches("a") ? row : row.querySelector("th a, a");

function move(step) {
  const all = rows();
  if (!all.length) return false;
  const here = all.findIndex((row) => row.contains(document.activeElement));
  const next = all[Math.min(Math.max(here + step, 0), all.length - 1)];
  handle(next)?.focus();
  return true;
}

function choose() {
  const box = document.activeElement.closest?.("tr")?.querySelector('input[name="chosen"]');
  if (!box) return false;
  box.click();
  return true;
}

function follow(selector) {
  const link = document.querySelector(selector);
  link?.click();
  return Boolean(link);
}

const acts = {
  "/": () => { const box = document.getElementById("q"); box?.focus(); return Boolean(box); },
  "?": () => { help()?.showModal?.(); return true; },
  "[": () => follow('.bf-pager a[rel="prev"]'),
  "]": () => follow('.bf-pager a[rel="next"]'),
  e: () => follow(".bf-filter > summary"),
  j: () => move(1),
  k: () => move(-1),
  ArrowDown: () => move(1),
  ArrowUp: () => move(-1),
  " ": choose,
};

function single(event) {
  const own = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (own) { own.click(); return true; }
  // arrows and space keep their meaning unless a row of a list has the focus
  const inList = document.activeElement.closest?.("table[data-keys], .bf-list");
  if (["ArrowDown", "ArrowUp", " "].includes(event.key) && !inList) return false;
  return acts[event.key]?.() ?? false;
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || document.body.dataset.keys === "off" || help()?.open) return;
  if (event.ctrlKey && event.key === "Enter") {
    const form = event.target.closest("form");
    if (form) { event.preventDefault(); form.requestSubmit(form.querySelector(".btn-primary[type=submit]") ?? undefined); }
    return;
  }
  if (event.altKey && event.key.toLowerCase() === "u") {
    const offer = event.target.closest(".bf-field")?.querySelector(".bf-offer [data-fill]");
    if (offer) { event.preventDefault(); offer.click(); }
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || writing(event.target)) return;
  if (single(event)) event.preventDefault();
});

// Enter goes to the next field of an entry form; the last one stays, so that nothing is sent by accident.
document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (event.key !== "Enter" || event.ctrlKey || event.isComposing || !field.matches?.("form[data-draft] input")) return;
  const all = [...field.form.elements].filter((item) => item.matches("input:not([type=hidden]), select, textarea") && item.offsetParent);
  const next = all.slice(all.indexOf(field) + 1).find((item) => item.name !== field.name);
  event.preventDefault();
  next?.focus();
});

for (const button of document.querySelectorAll("[data-keys-help]")) button.addEventListener("click", () => acts["?"]());
