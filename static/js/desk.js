// The review desk by keyboard: choices by digit, Ctrl+Enter to save and go on, arrows to walk, phrases by a click.

const typing = (element) => element.closest("input:not([type=radio], [type=checkbox]), textarea, select, summary, [contenteditable]");

function press(name) {
  document.querySelector(`[data-key="${name}"]`)?.click();
}

/** Of the form that is to be filled in now: one's own advice first, the decision after. */
function choose(place) {
  const choice = document.querySelectorAll("[data-desk-form] input[type=radio]")[place - 1];
  if (!choice || choice.disabled) return;
  choice.checked = true;
  choice.focus();
  choice.dispatchEvent(new Event("change", { bubbles: true }));
}

function onKey(event) {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    press("save");
    return;
  }
  if (event.altKey || event.ctrlKey || event.metaKey || typing(event.target)) return;
  const onChoice = event.target.matches?.("input[type=radio]"); // there the arrows walk the choices
  if (event.key === "ArrowLeft" && !onChoice) press("previous");
  else if (event.key === "ArrowRight" && !onChoice) press("skip");
  else if (/^[1-9]$/.test(event.key)) choose(Number(event.key));
}

/** Put a phrase where the cursor stands in its box, on a line of its own where there are words already. */
function insert(button) {
  const box = document.getElementById(button.dataset.into);
  if (!box) return;
  const before = box.value.slice(0, box.selectionStart);
  const gap = before && !before.endsWith("\n") ? "\n" : "";
  box.setRangeText(gap + button.dataset.insert, box.selectionStart, box.selectionEnd, "end");
  box.focus();
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("keydown", onKey);
document.addEventListener("click", (event) => {
  const chip = event.target.closest("[data-insert]");
  if (chip) insert(chip);
});
