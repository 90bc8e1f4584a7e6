// A session that ended is opened again in place: nothing typed is lost, what failed is sent again.

const dialog = document.getElementById("sign-in-again");
const waiting = []; // what was answered 401: {verb, path, context}

/** Put the server's new token wherever the page sends one. */
function adoptToken(token) {
  document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
  for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) field.value = token;
}

async function openDialog() {
  if (dialog.open) return;
  const answer = await fetch(dialog.dataset.url, { headers: { "HX-Request": "true" } });
  adoptTokenOf(answer);
  showForm(await answer.text());
  dialog.showModal();
}

function adoptTokenOf(answer) {
  const token = answer.headers.get("X-CSRF-Token");
  if (token) adoptToken(token);
}

function showForm(html) {
  const place = dialog.querySelector("[data-form]");
  place.innerHTML = html;
  const field = place.querySelector("input[type=password]");
  if (field) field.focus();
}

/** Send the sign-in form; 204 means signed in, anything else is the form again with its errors. */
async function signIn(event) {
  event.preventDefault();
  const form = event.target;
  const answer = await fetch(dialog.dataset.url, {
    method: "POST",
    headers: { "HX-Request": "true" },
    body: new FormData(form),
  });
  adoptTokenOf(answer);
  if (answer.status !== 204) {
    showForm(await answer.text());
    return;
  }
  dialog.close();
  for (const request of waiting.splice(0)) request.again();
}

/** Listen for requests that were refused because nobody is signed in any more. */
export function watchForExpiry() {
  if (!dialog || !dialog.dataset.url || !dialog.showModal) return;
  document.addEventListener("htmx:responseError", (event) => {
    if (event.detail.xhr.status !== 401) return;
    const { elt, pathInfo, requestConfig } = event.detail;
    const source = elt.isConnected ? elt : document.body;
    waiting.push({
      again: () =>
        window.htmx.ajax(requestConfig.verb, pathInfo.requestPath, {
          source,
          target: requestConfig.target || event.detail.target,
          values: requestConfig.verb === "get" ? undefined : Object.fromEntries(requestConfig.formData),
        }),
    });
    openDialog();
  });
  dialog.addEventListener("submit", signIn);
}
