// Autosave of a baseline section: htmx sends what is typed; this module keeps it honest when things go wrong.
// Nothing is kept in the browser: the server has the draft, the page only says whether it got through.

const form = document.querySelector("form[data-autosave]");
const saved = document.getElementById("saved");
const RETRY_MS = 5000;
let isUnsaved = false; // typed since the last save that got through
let isLeaving = false; // the form itself is on its way

function say(text) {
  saved.classList.add("failed");
  let line = saved.querySelector("[data-said]");
  if (!line) {
    line = document.createElement("span");
    line.dataset.said = "";
    for (const old of saved.querySelectorAll("span")) old.remove();
    saved.append(line);
  }
  line.textContent = text;
}

/** Somebody else saved, or the baseline is locked: the server said so, saving again cannot help. */
function isStopped() {
  return Boolean(saved.querySelector("[data-stopped]"));
}

function retryLater() {
  say("没有网络，还没保存；恢复后自动再存，请勿关闭页面。");
  window.setTimeout(() => window.htmx.trigger(form, "save-again"), RETRY_MS);
}

/** The page is put away (another app, another page) before the pause in typing was long enough: send now. */
function sendOnLeaving() {
  if (document.visibilityState === "hidden" && isUnsaved && !isLeaving && !isStopped()) {
    navigator.sendBeacon(form.getAttribute("hx-post"), new FormData(form));
  }
}

form.addEventListener("input", () => { isUnsaved = true; });
form.addEventListener("submit", () => { isLeaving = true; });
form.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target === form && (isLeaving || isStopped())) event.preventDefault();
  else if (event.target === form) isUnsaved = false;
});
form.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful) saved.classList.remove("failed");
  else isUnsaved = true;
});
form.addEventListener("htmx:sendError", retryLater);
document.addEventListener("visibilitychange", sendOnLeaving);
window.addEventListener("beforeunload", (event) => {
  if (isUnsaved && saved.classList.contains("failed") && !isLeaving) event.preventDefault();
});
