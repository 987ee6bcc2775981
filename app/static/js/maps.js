// Table and map light each other up: a row in focus marks its area, an area that is pressed brings its row.
const area = (code) => document.querySelector(`[data-map-frame] [data-area="${CSS.escape(code)}"]`);
const row = (code) => document.querySelector(`[data-area-row="${CSS.escape(code)}"]`);

function choose(code) {
  for (const old of document.querySelectorAll("[data-map-frame] .on")) old.classList.remove("on");
  for (const old of document.querySelectorAll("[data-area-row].sel")) old.classList.remove("sel");
  const shape = area(code);
  shape?.classList.add("on");
  shape?.parentNode.appendChild(shape.closest("a") ?? shape); // its edge is drawn over its neighbours
  row(code)?.classList.add("sel");
}

for (const line of document.querySelectorAll("[data-area-row]")) {
  line.addEventListener("focusin", () => choose(line.dataset.areaRow));
  line.addEventListener("click", () => choose(line.dataset.areaRow));
}
for (const frame of document.querySelectorAll("[data-map-frame]")) {
  frame.addEventListener("click", (event) => {
    const code = event.target.closest("[data-area]")?.dataset.area;
    if (!code) return;
    choose(code);
    row(code)?.scrollIntoView({ block: "nearest" });
  });
}
