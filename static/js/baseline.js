// Autosave of a baseline section: htmx sends what is typed; this module keeps it honest when things go wrong.
// Nothing is kept in the browser: the server has the draft, the page only says whether it got through.

const RETRY_MS = 5000;
const form = document.querySelector("form[data-autosave]");
const saved = document.getElementById("saved"); // posts the form, and shows what came of it
let isUnsaved = false; // typed since the last save that got through
let isLeaving = false; // the form itself is on its way

/** Somebody else saved, or the baseline is locked: the server said so, saving again cannot help. */
const isStopped = () => Boolean(saved.querySelector("[data-stopped]"));

function say(text) {
  for (const old of saved.querySelectorAll("span")) old.remove();
  const line = document.createElement("span");
  line.textContent = text;
  saved.append(line);
  saved.classList.add("failed");
}

function retryLater() {
  say("没有网络，还没保存；恢复后自动再存，请勿关闭页面。");
  window.setTimeout(() => window.htmx.trigger(saved, "save-again"), RETRY_MS);
}

/** The page is put away (another app, another page) before the pause in typing was long enough: send now. */
function sendOnLeaving() {
  if (document.visibilityState === "hidden" && isUnsaved && !isLeaving && !isStopped()) {
    navigator.sendBeacon(saved.getAttribute("hx-post"), new FormData(form));
  }
}

function beforeSave(event) {
  if (event.target !== saved) return;
  if (isLeaving || isStopped()) event.preventDefault();
  else isUnsaved = false;
}

function afterSave(event) {
  if (event.target !== saved) return;
  if (event.detail.successful) saved.classList.remove("failed");
  else isUnsaved = true;
}

form.addEventListener("input", () => {
  isUnsaved = true;
});
/** What was typed while the scripts were still on their way (a slow line) is saved as if typed now. */
function saveEarlyTyping() {
  const isChanged = (box) =>
    box.type === "radio" || box.type === "checkbox"
      ? box.checked !== box.defaultChecked
      : box.defaultValue !== undefined && box.type !== "hidden" && box.value !== box.defaultValue;
  if (![...form.elements].some(isChanged)) return;
  isUnsaved = true;
  window.htmx.trigger(saved, "save-again");
}

window.addEventListener("load", saveEarlyTyping); // htmx is ready by then
saved.addEventListener("htmx:beforeRequest", beforeSave);
saved.addEventListener("htmx:afterRequest", afterSave);
saved.addEventListener("htmx:sendError", retryLater);
document.addEventListener("visibilitychange", sendOnLeaving);
document.addEventListener("session:ending", () => {
  if (isUnsaved && !isLeaving && !isStopped()) window.htmx.trigger(saved, "save-again");
});
// On the window, so that a form held back to sign in first is not taken for one that left.
window.addEventListener("submit", (event) => {
  if (event.target === form) isLeaving = !event.defaultPrevented;
});
window.addEventListener("beforeunload", (event) => {
  if (isUnsaved && saved.classList.contains("failed") && !isLeaving) event.preventDefault();
});
