// A session that ended is opened again in place: nothing typed is lost, what was refused is sent again.

import { noteUse } from "./ending.js";

const CHECK_AFTER = 60_000; // ms without a word from the server, after which a form is not sent blindly
const HTMX = { "HX-Request": "true" };

const dialog = document.getElementById("sign-in-again");
const refused = new Map(); // element → function that sends again what it last sent in vain
let heardAt = Date.now();

/** Put the server's new token, if there is one, wherever the page sends one: signing in changes it. Returns whether. */
export function adoptToken(answer) {
  const token = answer.headers.get("X-CSRF-Token");
  if (!token) return false;
  document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
  for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) field.value = token;
  return true;
}

async function showForm(answer) {
  const place = dialog.querySelector("[data-form]");
  place.innerHTML = await answer.text();
  adoptToken(answer);
  const field = place.querySelector("input[type=password]");
  if (field) field.focus();
}

/** Ask to sign in, then run `again` for `source`. */
export async function signInThen(source, again) {
  refused.set(source, again);
  if (dialog.hasAttribute("open")) return;
  if (dialog.showModal) dialog.showModal();
  else dialog.setAttribute("open", ""); // iOS 14
  await showForm(await fetch(dialog.dataset.url, { headers: HTMX }));
}

/** Send the sign-in form: 204 means signed in, anything else is the form again with its errors. */
async function signIn(event) {
  event.preventDefault();
  const answer = await fetch(dialog.dataset.url, { method: "POST", headers: HTMX, body: new FormData(event.target) });
  if (answer.status !== 204) {
    await showForm(answer);
    return;
  }
  adoptToken(answer);
  heardAt = Date.now();
  noteUse();
  if (dialog.close) dialog.close();
  else dialog.removeAttribute("open");
  const waiting = [...refused.values()];
  refused.clear();
  for (const again of waiting) again();
}

/** The values of a refused request, but for the token, which is no longer good. */
function valuesOf(formData) {
  const values = {};
  for (const name of new Set(formData.keys())) {
    if (name !== "csrfmiddlewaretoken") values[name] = formData.getAll(name);
  }
  return values;
}

function repeatRequest(event) {
  const { elt, target, pathInfo, requestConfig, xhr } = event.detail;
  if (xhr.status !== 401) return;
  signInThen(elt, () => {
    const values = valuesOf(requestConfig.formData);
    window.htmx.ajax(requestConfig.verb, pathInfo.requestPath, { source: elt, target, values });
  });
}

/** Before an ordinary form is sent after a long pause, see whether the session still stands. */
async function checkFirst(event) {
  const form = event.target;
  const plain = form.method === "post" && !form.matches("[hx-post]") && !dialog.contains(form);
  if (!plain || !form.requestSubmit || Date.now() - heardAt < CHECK_AFTER) return;
  event.preventDefault();
  const submitter = event.submitter;
  const answer = await fetch(dialog.dataset.check, { method: "HEAD", headers: HTMX });
  heardAt = Date.now();
  const send = () => form.requestSubmit(submitter);
  if (answer.status === 401) signInThen(form, send);
  else send();
}

/** Listen for what is refused because nobody is signed in any more. */
export function watchForExpiry() {
  if (!dialog || !dialog.showModal) return;
  document.addEventListener("htmx:responseError", repeatRequest);
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful) heardAt = Date.now();
  });
  document.addEventListener("submit", checkFirst);
  dialog.addEventListener("submit", signIn);
}
