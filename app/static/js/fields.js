// Small help at fields: taking what a bureau said, writing an identity number 6-8-4, an area's code from its name.
import { say } from "./toast.js";

function take(target, value) {
  const box = document.getElementById(target);
  if (!box) return null;
  if (box.matches("fieldset")) {
    const several = [...box.querySelectorAll("input[type=checkbox]")];
    if (several.length) {
      for (const tick of several) tick.checked = value.split(",").includes(tick.value);
      several[0].focus();
      return box;
    }
    const choice = [...box.querySelectorAll("input")].find((input) => input.value === value);
    if (choice) { choice.checked = true; choice.focus(); }
    return choice;
  }
  box.value = value;
  box.focus();
  return box;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-fill]");
  if (!button) return;
  if (button.dataset.value === undefined) { document.getElementById(button.dataset.fill)?.focus(); return; }
  const field = take(button.dataset.fill, button.dataset.value);
  const origin = document.getElementById(`${button.dataset.fill}-source`);
  if (origin && button.dataset.ref) origin.value = button.dataset.ref;
  field?.dispatchEvent(new Event("input", { bubbles: true }));
  field?.dispatchEvent(new Event("change", { bubbles: true }));
});

// A button that is off says why when it is pressed.
document.addEventListener("click", (event) => {
  const off = event.target.closest("[data-off]");
  if (!off) return;
  event.preventDefault();
  say(off.dataset.off);
});

const grouped = (text) => [text.slice(0, 6), text.slice(6, 14), text.slice(14)].filter(Boolean).join(" ");

document.addEventListener("input", (event) => {
  const field = event.target;
  if (!field.matches?.("[data-identity]")) return;
  const atEnd = field.selectionStart === field.value.length;
  const plain = field.value.normalize("NFKC").toUpperCase().replace(/[^0-9X]/g, "").slice(0, 20);
  if (atEnd) field.value = grouped(plain);
  if ([15, 18, 20].includes(plain.length) && field.dataset.asked !== plain) {
    field.dataset.asked = plain;
    if (plain.length !== 15) field.dispatchEvent(new Event("bf:complete"));
  }
});

document.addEventListener("input", (event) => {
  const words = event.target;
  if (!words.matches?.("[data-area-words]")) return;
  const found = [...words.list.options].find((option) => option.value === words.value);
  const code = document.getElementById(words.dataset.areaWords);
  code.value = found?.dataset.code ?? (/^\d{12}$/.test(words.value.trim()) ? words.value.trim() : "");
  if (code.value) code.dispatchEvent(new Event("change", { bubbles: true }));
});

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard?.writeText(button.dataset.copy);
  say(document.body.dataset.copied);
});

document.querySelector("[data-focus]")?.focus();
