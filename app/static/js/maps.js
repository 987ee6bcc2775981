// Table and map light each other up: a row in focus marks its area, an area that is pressed brings its row. Arrow keys walk
// from area to area, and another period brings its numbers alone: the outlines stay where they are.
const area = (code) => document.querySelector(`[data-map-frame] [data-area="${CSS.escape(code)}"]`);
const row = (code) => document.querySelector(`[data-area-row="${CSS.escape(code)}"]`);

function choose(code) {
  for (const old of document.querySelectorAll("[data-map-frame] .on")) old.classList.remove("on");
  for (const old of document.querySelectorAll("[data-area-row].sel")) old.classList.remove("sel");
  const shape = area(code);
  shape?.classList.add("on");
  row(code)?.classList.add("sel");
}

function listen(rows) {
  for (const line of rows.querySelectorAll("[data-area-row]")) {
    line.addEventListener("focusin", () => choose(line.dataset.areaRow));
    line.addEventListener("click", () => choose(line.dataset.areaRow));
  }
}
listen(document);

function middle(link) {
  const box = link.getBoundingClientRect();
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** The link in the direction of the arrow that is nearest, sideways steps counting double. */
function neighbour(from, frame, way) {
  const here = middle(from);
  let best = null;
  let least = Infinity;
  for (const link of frame.querySelectorAll("a")) {
    const there = middle(link);
    const ahead = (there.x - here.x) * way.x + (there.y - here.y) * way.y;
    const aside = Math.abs((there.x - here.x) * way.y) + Math.abs((there.y - here.y) * way.x);
    if (ahead > 1 && ahead + 2 * aside < least) {
      best = link;
      least = ahead + 2 * aside;
    }
  }
  return best;
}
const arrows = {
  ArrowRight: { x: 1, y: 0 },
  ArrowLeft: { x: -1, y: 0 },
  ArrowDown: { x: 0, y: 1 },
  ArrowUp: { x: 0, y: -1 },
};

for (const frame of document.querySelectorAll("[data-map-frame]")) {
  frame.addEventListener("click", (event) => {
    const code = event.target.closest("[data-area]")?.dataset.area;
    if (!code) return;
    choose(code);
    row(code)?.scrollIntoView({ block: "nearest" });
  });
  frame.addEventListener("focusin", (event) => {
    const code = event.target.querySelector("[data-area]")?.dataset.area;
    if (code) choose(code);
  });
  frame.addEventListener("keydown", (event) => {
    const link = event.target.closest("a");
    if (!link || !arrows[event.key]) return;
    event.preventDefault();
    neighbour(link, frame, arrows[event.key])?.focus();
  });
}

const looks = { z: "c-zero", n: "c-nodata", s: "c-supp" };
const patterns = { n: "h", s: "d" };
const write = (name, words) => {
  for (const place of document.querySelectorAll(`[data-map-${name}]`)) place.textContent = words;
};

/** The colours and links of another period, laid over the outlines that are here. Both sides go by code; a dot stays. */
function lay(frame, told) {
  const shapes = [...frame.querySelectorAll("[data-area]")].sort((a, b) => (a.dataset.area < b.dataset.area ? -1 : 1));
  shapes.forEach((shape, at) => {
    const sign = told.looks[at];
    const code = CSS.escape(shape.dataset.area);
    if (sign !== ".") {
      shape.setAttribute("class", `t ${looks[sign] ?? `c-${sign}`}`);
      if (patterns[sign]) shape.setAttribute("fill", `url(#map-${patterns[sign]})`);
      else shape.removeAttribute("fill");
      for (const label of frame.querySelectorAll(`[data-v="${code}"], [data-l="${code}"]`))
        label.classList.toggle("on-dark", sign === "4" || sign === "5");
    }
    const link = shape.closest("a");
    const target = link && new URL(link.getAttribute("href"), location.href);
    if (target?.searchParams.has("period")) {
      target.searchParams.set("period", told.period);
      link.setAttribute("href", target.pathname + target.search);
    }
  });
}

/** The numbers of the table, which has just come, onto the map. */
function number(frame) {
  for (const shape of frame.querySelectorAll("[data-area]")) {
    const words = row(shape.dataset.area)?.cells[1]?.textContent.trim() ?? "";
    const title = shape.querySelector("title");
    title.textContent = `${title.textContent.replace(/ \S*$/, "")} ${words}`;
    shape.closest("a")?.setAttribute("aria-label", title.textContent);
    const value = frame.querySelector(`[data-v="${CSS.escape(shape.dataset.area)}"]`);
    if (value) value.textContent = words;
  }
}

async function step(steps, link, address) {
  const frame = document.querySelector("[data-map-frame]");
  const table = document.querySelector("[data-map-table]");
  try {
    const told = await (await fetch(address, { headers: { Accept: "application/json" } })).json();
    // Other places or other outlines in that period: the whole page is needed.
    if (told.areas !== steps.dataset.areas) throw new Error("other areas");
    table.setAttribute("aria-busy", "true");
    lay(frame, told);
    write("words", told.words);
    write("on", told.on);
    write("total", told.total);
    history.pushState({ stepped: true }, "", told.here);
    const answer = await fetch(told.table);
    if (!answer.ok) throw new Error("no table");
    table.innerHTML = await answer.text();
    listen(table);
    number(frame);
    steps.querySelector("[data-map-links]").innerHTML = told.steps;
    table.removeAttribute("aria-busy");
  } catch {
    location.assign(link.href);
  }
}

const steps = document.querySelector("[data-map-steps]");
steps?.addEventListener("click", (event) => {
  const link = event.target.closest("a");
  const address = link?.closest("[data-values]")?.dataset.values;
  if (!address || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  step(steps, link, address);
});
if (steps) addEventListener("popstate", () => location.reload());
