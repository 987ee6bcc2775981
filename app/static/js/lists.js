// Choosing rows: the page first, "all" as a second step; the bar says the number.
for (const bar of document.querySelectorAll("[data-bulk]")) {
  const scope = bar.closest("form") ?? document;
  const boxes = () => [...scope.querySelectorAll('tbody input[name="chosen"]')];
  const head = scope.querySelector("[data-check-all]");
  const all = bar.querySelector("[data-bulk-all]");

  const show = () => {
    const chosen = boxes().filter((box) => box.checked);
    for (const box of boxes()) box.closest("tr").classList.toggle("sel", box.checked);
    bar.querySelector("[data-bulk-count]").textContent = chosen.length;
    bar.hidden = chosen.length === 0;
    if (head) {
      head.checked = chosen.length > 0 && chosen.length === boxes().length;
      head.indeterminate = chosen.length > 0 && !head.checked;
    }
    if (all && chosen.length < boxes().length) all.checked = false;
  };
  const set = (on) => { for (const box of boxes()) box.checked = on; show(); };

  scope.addEventListener("change", (event) => { if (event.target.name === "chosen" && event.target !== all) show(); });
  head?.addEventListener("change", () => set(head.checked));
  all?.addEventListener("change", () => { if (all.checked) set(true); });
  bar.querySelector("[data-bulk-clear]")?.addEventListener("click", () => { if (all) all.checked = false; set(false); });
  show();
}

// Many boxes in folded groups: what is typed leaves the labels that hold it, and opens their groups.
for (const part of document.querySelectorAll("[data-seek]")) {
  const words = part.querySelector('input[type="search"]');
  const groups = [...part.querySelectorAll("details")];
  const open = groups.map((group) => group.open);
  const seek = () => {
    const wanted = words.value.normalize("NFKC").trim().toLowerCase();
    let found = 0;
    groups.forEach((group, number) => {
      let here = 0;
      for (const label of group.querySelectorAll("label")) {
        label.hidden = wanted !== "" && !label.textContent.normalize("NFKC").toLowerCase().includes(wanted);
        if (!label.hidden) here += 1;
      }
      group.hidden = here === 0;
      group.open = wanted === "" ? open[number] : here > 0;
      found += here;
    });
    part.querySelector('[role="status"]').hidden = found > 0;
  };
  words.addEventListener("input", seek);
  words.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
}
