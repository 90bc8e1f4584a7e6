// A button that copies what stands in a text box; it shows only where the browser can do it.
for (const button of document.querySelectorAll("[data-copy]")) {
  const box = document.querySelector(button.dataset.copy);
  button.hidden = false;
  button.addEventListener("click", async () => {
    box.select();
    try {
      await navigator.clipboard.writeText(box.value);
    } catch {
      document.execCommand("copy"); // an office network without TLS has no clipboard interface
    }
    button.textContent = "已复制";
  });
}
