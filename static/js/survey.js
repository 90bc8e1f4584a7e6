// A questionnaire on a phone: questions that do not apply are put away, a scanned code is filled in.
// Without it all questions show with the condition under which they are asked, and the server decides.

/** Whether the choice on which a question hangs is ticked and its own question is asked. */
function applies(form, question) {
  const ticked = form.querySelectorAll(`[name="${question.dataset.depends}"]:checked`);
  return [...ticked].some((box) => box.value === question.dataset.value && !box.closest("[hidden]"));
}

function showWhatApplies(form) {
  for (const question of form.querySelectorAll("[data-depends]")) question.hidden = !applies(form, question);
}

for (const form of document.querySelectorAll("form")) {
  showWhatApplies(form);
  form.addEventListener("change", () => showWhatApplies(form));
}

// The slip's QR code carries its code behind the #, which no server and no log sees.
const code = document.querySelector("form[data-code] [name=code]");
if (code && location.hash.length > 1 && !code.value) {
  code.value = decodeURIComponent(location.hash.slice(1));
  history.replaceState(null, "", location.pathname);
}
document.querySelector("[data-focus]")?.focus();
