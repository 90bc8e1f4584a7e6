// What every page runs. Each part improves something that also works without it.
import { keepDrafts } from "./drafts.js";
import { warnOfTheEnd } from "./ending.js";
import { hideRevealed } from "./mask.js";
import { sendOnce } from "./once.js";
import { watchForExpiry } from "./session.js";
import { guardUnsaved } from "./unsaved.js";
import { showUploads } from "./uploads.js";

/** Close an open pop-up panel when one clicks elsewhere or presses Escape, which leads back to what opened it. */
function closePanels(event) {
  for (const panel of document.querySelectorAll("details.pop[open]")) {
    const isLeft = event.type === "click" && !panel.contains(event.target);
    if (event.key !== "Escape" && !isLeft) continue;
    if (event.key === "Escape" && panel.contains(document.activeElement)) panel.querySelector("summary").focus();
    panel.open = false;
  }
}

/** Whoever opens a panel with a form types at once: its first box has the focus. */
function startTyping(event) {
  if (!event.target.matches("details.pop[open]")) return;
  const box = event.target.querySelector("form textarea, form input:is([type=text], :not([type])), form input[type=date]");
  if (box) box.focus();
}

/** 取消 in a panel closes it and leads back to what opened it. */
function cancel(button) {
  const panel = button.closest("details");
  panel.open = false;
  panel.querySelector("summary").focus();
}

/** A link that says it is a button is pressed by the space bar too. */
function pressSpace(event) {
  if (event.key !== " " || !event.target.matches("a[role=button]")) return;
  event.preventDefault();
  event.target.click();
}

/** Bring what went wrong into view and to the screen reader. */
function showErrors(root) {
  const summary = root.querySelector("[data-focus]");
  if (summary) summary.focus();
}

/** The key “/” leads to the search box from wherever nothing is being typed; on a phone's narrow bar to its page. */
function startSearch(event) {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, dialog, [contenteditable]")) return;
  const box = document.querySelector(".topbar .find input[type=search]");
  if (!box) return;
  event.preventDefault();
  if (box.offsetParent) box.focus();
  else document.querySelector(".topbar .seek").click();
}

/** What needs JavaScript comes hidden: to print the page as shown, to tick every row of the page, and the like. */
function enable(root) {
  for (const button of root.querySelectorAll("[data-print], [data-check-all], [data-with-script]")) button.hidden = false;
  for (const said of root.querySelectorAll("[data-ticked]")) countTicked(said.closest("form"));
}

/** The boxes of a table's rows that belong to a form, be it around them or only named by them. */
function rowBoxes(form) {
  return [...form.elements].filter((box) => box.type === "checkbox" && !box.disabled && box.closest("td"));
}

/** 已选 3 名: beside what may be done with them. */
function countTicked(form) {
  const said = form && form.querySelector("[data-ticked]");
  if (!said) return;
  said.hidden = false;
  said.textContent = `已选 ${rowBoxes(form).filter((box) => box.checked).length} ${said.dataset.ticked}`;
}

function act(event) {
  if (event.target.closest("[data-print]")) window.print();
  const close = event.target.closest("[data-close]");
  if (close) cancel(close);
  const all = event.target.closest("[data-check-all]");
  if (!all) return;
  const boxes = rowBoxes(all.form);
  const ticked = boxes.every((box) => box.checked);
  for (const box of boxes) box.checked = !ticked;
  countTicked(all.form);
}

enable(document);
document.addEventListener("click", act);
document.addEventListener("htmx:afterSwap", (event) => enable(event.target));
document.addEventListener("change", (event) => countTicked(event.target.form));
document.addEventListener("keydown", startSearch);
document.addEventListener("keydown", pressSpace);
document.addEventListener("toggle", startTyping, true); // it does not bubble
document.addEventListener("click", closePanels);
document.addEventListener("keydown", closePanels);
document.addEventListener("htmx:afterSwap", (event) => showErrors(event.target));
showErrors(document);
sendOnce();
watchForExpiry();
warnOfTheEnd();
guardUnsaved();
showUploads();
keepDrafts();
hideRevealed();
