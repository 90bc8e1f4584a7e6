// What every page runs. Each part improves something that also works without it.
import { hideRevealed } from "./mask.js";
import { watchForExpiry } from "./session.js";
import { guardUnsaved } from "./unsaved.js";

/** Close an open pop-up panel when one clicks elsewhere or presses Escape. */
function closePanels(event) {
  for (const panel of document.querySelectorAll("details.pop[open]")) {
    if (event.key === "Escape" || (event.type === "click" && !panel.contains(event.target))) panel.open = false;
  }
}

/** Bring what went wrong into view and to the screen reader. */
function showErrors(root) {
  const summary = root.querySelector("[data-focus]");
  if (summary) summary.focus();
}

document.addEventListener("click", closePanels);
document.addEventListener("keydown", closePanels);
document.addEventListener("htmx:afterSwap", (event) => showErrors(event.target));
showErrors(document);
watchForExpiry();
guardUnsaved();
hideRevealed();
