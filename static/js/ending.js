// A word before the session ends for want of use: what can be saved is saved first, and one click goes on.

const WARN_BEFORE = 120_000; // ms
const LOOK_EVERY = 5_000; // ms

const notice = document.getElementById("session-ending");
let usedAt = Date.now();

/** The server heard of the user: everything but polling counts, as there. */
export function noteUse() {
  usedAt = Date.now();
  if (notice) notice.hidden = true;
}

function look() {
  const left = notice.dataset.minutes * 60_000 - (Date.now() - usedAt);
  const isEnding = left > 0 && left <= WARN_BEFORE;
  if (isEnding && notice.hidden) {
    document.dispatchEvent(new Event("session:ending")); // whoever keeps a draft at the server saves it now
    notice.hidden = false;
  }
  if (left <= 0) notice.hidden = true; // from here on the sign-in dialog has the word
}

async function stay() {
  const answer = await fetch(notice.dataset.url, { method: "HEAD", headers: { "HX-Request": "true" } });
  if (answer.ok) noteUse();
}

/** Watch how long the page has been left alone. */
export function warnOfTheEnd() {
  if (!notice) return;
  notice.querySelector("button").addEventListener("click", stay);
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful && event.detail.requestConfig?.headers["X-Poll"] !== "1") noteUse();
  });
  window.setInterval(look, LOOK_EVERY);
}
