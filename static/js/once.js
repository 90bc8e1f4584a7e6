// A form is sent once, however often its button is pressed. The server sees to it as well: core/editing.py.

const PATIENCE = 3_000; // ms; an answer that is a file leaves the page, and its buttons, where they are

const sending = new Set();

function begin(form) {
  sending.add(form);
  form.setAttribute("aria-busy", "true");
}

function end(form) {
  sending.delete(form);
  form.removeAttribute("aria-busy");
}

/** Hold back what is sent again while the first is on its way. */
export function sendOnce() {
  document.addEventListener(
    "submit",
    (event) => {
      if (!sending.has(event.target)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    },
    true,
  );
  // On the window, so that a form held back to sign in first is not taken for one that left.
  window.addEventListener("submit", (event) => {
    if (event.defaultPrevented || event.target.method !== "post") return;
    begin(event.target);
    window.setTimeout(end, PATIENCE, event.target);
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.requestConfig.triggeringEvent?.type === "submit" && !event.target.hasAttribute("hx-sync")) begin(event.target);
  });
  document.addEventListener("htmx:afterRequest", (event) => end(event.target));
  window.addEventListener("pageshow", () => sending.forEach(end));
}
