// Signature fields: strokes drawn on a canvas go into the hidden input beside it. Needs signature_pad before it.

/** Fit the canvas to its box at the screen's own resolution; what was drawn is drawn again. */
function fit(canvas, pad) {
  const ratio = Math.max(window.devicePixelRatio || 1, 1);
  const strokes = pad.toData();
  canvas.width = canvas.offsetWidth * ratio;
  canvas.height = canvas.offsetHeight * ratio;
  canvas.getContext("2d").scale(ratio, ratio);
  pad.fromData(strokes);
}

/** Make one field work. */
function start(field) {
  const canvas = field.querySelector("canvas");
  const input = field.querySelector("input[type=hidden]");
  const pad = new window.SignaturePad(canvas, { minWidth: 1, maxWidth: 2.6, penColor: "#1d2129" });
  const keep = () => {
    const strokes = pad.toData().map((stroke) => ({ points: stroke.points.map(({ x, y }) => ({ x: Math.round(x), y: Math.round(y) })) }));
    input.value = strokes.length ? JSON.stringify(strokes) : "";
  };
  pad.addEventListener("endStroke", keep);
  const clear = field.querySelector("[data-clear]");
  clear.hidden = false;
  clear.addEventListener("click", () => { pad.clear(); keep(); });
  window.addEventListener("resize", () => fit(canvas, pad));
  fit(canvas, pad);
}

document.querySelectorAll("[data-signature-pad]").forEach(start);
