// On the wall: the arrow keys (and a presenter's page keys) lead to the community before and after, Escape leaves.
const LINKS = {
  ArrowLeft: "[rel='prev']",
  PageUp: "[rel='prev']",
  ArrowRight: "[rel='next']",
  PageDown: "[rel='next']",
  Escape: ".leave",
};

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.target.closest("input, textarea, select")) {
    if (event.key === "Escape") event.target.blur(); // who writes moves in his field; Escape gives the keys back
    return;
  }
  const link = LINKS[event.key] && document.querySelector(LINKS[event.key]);
  if (!link) return;
  event.preventDefault();
  link.click();
});
