// Forms marked data-guard ask before one leaves with changes that were not sent.

/** Watch the guarded forms of the page. */
export function guardUnsaved() {
  const changed = new Set();
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-guard]");
    if (form) changed.add(form);
  });
  document.addEventListener("submit", (event) => changed.delete(event.target));
  document.addEventListener("draft:saved", (event) => changed.delete(event.target)); // the server has it: js/drafts.js
  window.addEventListener("beforeunload", (event) => {
    for (const form of changed) if (!form.isConnected) changed.delete(form);
    if (changed.size) event.preventDefault();
  });
}
