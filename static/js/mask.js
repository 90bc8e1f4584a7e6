// A revealed number hides itself after its time, or when asked; what it was before stands in a template beside it.

/** Put back what stood there before the number, or the form that asks for it, was shown. */
function restore(shown) {
  const before = shown.querySelector("template");
  if (!before) return;
  const masked = before.content.firstElementChild.cloneNode(true);
  shown.replaceWith(masked);
  window.htmx.process(masked);
}

function startClocks(root) {
  for (const shown of root.querySelectorAll("[data-hide-after]")) {
    if (shown.dataset.running) continue;
    shown.dataset.running = "1";
    setTimeout(() => shown.isConnected && restore(shown), Number(shown.dataset.hideAfter) * 1000);
  }
}

/** Watch for numbers and forms of c-mask. Without JavaScript the page itself leaves after its time. */
export function hideRevealed() {
  document.addEventListener("htmx:load", () => startClocks(document));
  document.addEventListener("click", (event) => {
    const asked = event.target.closest("[data-restore]");
    const shown = asked && asked.closest(".mask");
    if (!shown || !shown.querySelector("template")) return;
    event.preventDefault();
    restore(shown);
  });
}
