// The frame of the page: 大字 before sign-in, menus that close, print, the present section of a long page.
const root = document.documentElement;
root.classList.add("js");

for (const button of document.querySelectorAll("[data-large]")) {
  const show = (on) => { root.classList.toggle("bf-large", on); button.setAttribute("aria-pressed", String(on)); };
  try { show(localStorage.getItem("bangfu-large") === "1"); } catch { /* no store: the choice lasts for this page */ }
  button.addEventListener("click", () => {
    const on = !root.classList.contains("bf-large");
    show(on);
    try { localStorage.setItem("bangfu-large", on ? "1" : "0"); } catch { /* as above */ }
  });
}

// 大字 and 紧凑 take effect at once; the account is told in the background and the page need not load again.
document.addEventListener("submit", (event) => {
  const button = event.submitter;
  const name = button?.dataset.preference;
  if (name !== "large" && name !== "compact") return;
  event.preventDefault();
  const on = button.value === "1";
  const body = new URLSearchParams(new FormData(event.target));
  body.set(name, button.value);
  if (on) body.set(name === "large" ? "compact" : "large", "0");
  root.classList.toggle("bf-large", name === "large" && on);
  root.classList.toggle("bf-compact", name === "compact" && on);
  button.value = on ? "0" : "1";
  if (name === "large") button.setAttribute("aria-pressed", String(on));
  fetch(event.target.action, { method: "POST", body, headers: { "HX-Request": "true" } })
    .then((answer) => { if (!answer.ok) event.target.submit(); }, () => {});
});

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) if (!menu.contains(event.target)) menu.open = false;
  if (event.target.closest("[data-print]")) print();
  const back = event.target.closest("[data-back]");
  if (back && history.length > 1) { event.preventDefault(); history.back(); }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details[data-menu][open]")) { menu.open = false; menu.querySelector("summary").focus(); }
});

// On a phone long sections begin folded: the heading is the button. A link to a section opens it.
const narrow = matchMedia("(max-width: 600px)");
for (const part of narrow.matches ? document.querySelectorAll("[data-fold]") : []) {
  const heading = part.querySelector("header :is(h2, h3)");
  if (!heading) continue;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "bf-fold";
  button.append(...heading.childNodes);
  heading.append(button);
  const show = (open) => { part.classList.toggle("folded", !open); button.setAttribute("aria-expanded", String(open)); };
  const meant = () => part.id && decodeURIComponent(location.hash.slice(1)) === part.id;
  show(meant());
  button.addEventListener("click", () => show(part.classList.contains("folded")));
  addEventListener("hashchange", () => { if (meant()) { show(true); part.scrollIntoView(); } });
}

const anchors = [...document.querySelectorAll(".bf-sec a[href^='#'], .bf-jump a[href^='#']")];
if (anchors.length && "IntersectionObserver" in window) {
  const mark = (id) => { for (const link of anchors) link.hash === `#${id}` ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current"); };
  const watch = new IntersectionObserver((entries) => {
    const seen = entries.find((entry) => entry.isIntersecting);
    if (seen) mark(seen.target.id);
  }, { rootMargin: "-15% 0px -75% 0px" });
  for (const id of new Set(anchors.map((link) => decodeURIComponent(link.hash.slice(1))))) {
    const part = document.getElementById(id);
    if (part) watch.observe(part);
  }
}
