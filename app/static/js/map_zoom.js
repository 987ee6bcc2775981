// A map may be looked at more closely: by buttons, keys (+ - 0, Shift and arrows), two fingers, Ctrl and the wheel; what is
// enlarged is moved by pulling. Only the SVG's viewBox changes, so that links, labels and printing stay as they are.
const CLOSEST = 8;
const STEP = 1.5;
const PULLED = 6; // pixels; less is a click that trembled
const panKeys = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

function watch(frame) {
  const svg = frame.querySelector("svg.bf-map-svg");
  const buttons = frame.parentElement.querySelector("[data-map-zoom]");
  if (!svg || !buttons) return;
  const whole = svg.getAttribute("viewBox").split(/\s+/).map(Number);
  let x = whole[0];
  let y = whole[1];
  let width = whole[2];
  const fingers = new Map();
  let apart = 0;
  let pulled = 0;

  function show() {
    width = Math.min(Math.max(width, whole[2] / CLOSEST), whole[2]);
    const height = (width * whole[3]) / whole[2];
    x = Math.min(Math.max(x, whole[0]), whole[0] + whole[2] - width);
    y = Math.min(Math.max(y, whole[1]), whole[1] + whole[3] - height);
    const scale = whole[2] / width;
    svg.setAttribute("viewBox", `${x.toFixed(1)} ${y.toFixed(1)} ${width.toFixed(1)} ${height.toFixed(1)}`);
    frame.classList.toggle("near", scale > 1.01);
    const off = { in: scale >= CLOSEST - 0.01, out: scale < 1.01, all: scale < 1.01 };
    for (const value of Object.keys(off))
      buttons.querySelector(`[value=${value}]`).setAttribute("aria-disabled", off[value]);
    buttons.querySelector("[role=status]").textContent = scale > 1.01 ? `${Math.round(scale * 100)}%` : "";
  }

  /** Enlarge around a place of the screen (the middle where none is given), which stays where it is. */
  function zoom(factor, at) {
    const box = svg.getBoundingClientRect();
    const across = at ? (at.x - box.x) / box.width : 0.5;
    const down = at ? (at.y - box.y) / box.height : 0.5;
    const before = width;
    width = Math.min(Math.max(width / factor, whole[2] / CLOSEST), whole[2]);
    x += (before - width) * across;
    y += ((before - width) * down * whole[3]) / whole[2];
    show();
  }
  function move(across, down) {
    x += across;
    y += down;
    show();
  }
  function all() {
    x = whole[0];
    y = whole[1];
    width = whole[2];
    show();
  }

  buttons.hidden = false;
  buttons.addEventListener("click", (event) => {
    const wish = event.target.closest("button")?.value;
    if (wish === "in") zoom(STEP);
    if (wish === "out") zoom(1 / STEP);
    if (wish === "all") all();
  });
  const onKey = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const way = event.shiftKey && panKeys[event.key];
    if (event.key === "+" || event.key === "=") zoom(STEP);
    else if (event.key === "-") zoom(1 / STEP);
    else if (event.key === "0") all();
    else if (way) move((way[0] * width) / 5, (way[1] * width) / 5);
    else return;
    event.preventDefault();
    event.stopImmediatePropagation(); // plain arrows walk from area to area
  };
  frame.addEventListener("keydown", onKey, true);
  buttons.addEventListener("keydown", onKey);
  frame.addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey) return; // the page scrolls as everywhere
      event.preventDefault();
      zoom(event.deltaY < 0 ? 1.2 : 1 / 1.2, event);
    },
    { passive: false },
  );

  frame.addEventListener("pointerdown", (event) => {
    fingers.set(event.pointerId, event);
    pulled = 0;
    apart = spread();
  });
  frame.addEventListener("pointermove", (event) => {
    const last = fingers.get(event.pointerId);
    if (!last) return;
    fingers.set(event.pointerId, event);
    if (fingers.size === 2) {
      const now = spread();
      if (apart > 0) zoom(now / apart, middle());
      apart = now;
      pulled = PULLED + 1;
    } else if (frame.classList.contains("near")) {
      const unit = width / svg.getBoundingClientRect().width;
      pulled += Math.abs(event.clientX - last.clientX) + Math.abs(event.clientY - last.clientY);
      move((last.clientX - event.clientX) * unit, (last.clientY - event.clientY) * unit);
    }
  });
  for (const end of ["pointerup", "pointercancel", "pointerleave"])
    frame.addEventListener(end, (event) => {
      fingers.delete(event.pointerId);
      apart = 0;
    });
  // Whoever pulled the map did not mean to open an area.
  frame.addEventListener(
    "click",
    (event) => {
      if (pulled <= PULLED) return;
      pulled = 0;
      event.preventDefault();
      event.stopImmediatePropagation();
    },
    true,
  );
  frame.addEventListener("dragstart", (event) => event.preventDefault());

  function both() {
    return [...fingers.values()];
  }
  function spread() {
    const a = both()[0];
    const b = both()[1];
    return b ? Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY) : 0;
  }
  function middle() {
    const a = both()[0];
    const b = both()[1];
    return { x: (a.clientX + b.clientX) / 2, y: (a.clientY + b.clientY) / 2 };
  }
  show();
}

for (const frame of document.querySelectorAll("[data-map-frame]")) watch(frame);
