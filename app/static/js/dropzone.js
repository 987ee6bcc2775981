// A file let fall on the area lands in the file field beside it; a kind that is not accepted is refused in words.
import { say } from "./toast.js";

const fits = (field, file) => {
  const kinds = (field.accept || "").split(",").map((kind) => kind.trim().toLowerCase()).filter(Boolean);
  return !kinds.length || kinds.some((kind) => file.name.toLowerCase().endsWith(kind));
};

for (const area of document.querySelectorAll("[data-drop]")) {
  const field = area.querySelector("input[type=file]");
  const over = (on) => area.classList.toggle("over", on);
  for (const name of ["dragenter", "dragover"]) area.addEventListener(name, (event) => { event.preventDefault(); over(true); });
  area.addEventListener("dragleave", (event) => { if (!area.contains(event.relatedTarget)) over(false); });
  area.addEventListener("drop", (event) => {
    event.preventDefault();
    over(false);
    const files = [...event.dataTransfer.files];
    const good = files.filter((file) => fits(field, file));
    if (good.length < files.length) say(document.body.dataset.wrongFile);
    if (!good.length) return;
    const list = new DataTransfer();
    for (const file of field.multiple ? good : good.slice(0, 1)) list.items.add(file);
    field.files = list.files;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });
}
