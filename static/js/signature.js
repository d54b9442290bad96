/* A signature drawn with finger, pen or mouse becomes a PNG in a hidden field; the typed name works without it. */
(() => {
  "use strict";
  const INK = { penColor: "#101828", minWidth: 0.7, maxWidth: 1.7 };

  function start(box) {
    if (box.classList.contains("sign-ready")) return;
    const canvas = box.querySelector("canvas");
    const field = box.querySelector("input[type=hidden]");
    const typed = box.querySelector("[data-typed]");
    const pad = new SignaturePad(canvas, INK);
    box.classList.add("sign-ready");

    function fit() {
      const scale = Math.min(devicePixelRatio || 1, 2);
      canvas.width = canvas.clientWidth * scale;
      canvas.height = canvas.clientHeight * scale;
      canvas.getContext("2d").scale(scale, scale);
      pad.redraw();
    }
    function keep() {
      field.value = pad.toDataURL("image/png");
      if (typed) typed.required = false;
    }
    function clear() {
      pad.clear();
      field.value = "";
      if (typed) typed.required = typed.dataset.required === "true";
    }
    pad.addEventListener("endStroke", keep);
    box.querySelector("[data-clear]").addEventListener("click", clear);
    addEventListener("resize", fit);
    fit();
    if (field.value.startsWith("data:image/png")) {
      pad.fromDataURL(field.value, { width: canvas.clientWidth, height: canvas.clientHeight });
    }
  }
  const startAll = (root) => root.querySelectorAll("[data-sign]").forEach(start);
  startAll(document);
  document.addEventListener("htmx:load", (event) => startAll(event.detail.elt));
})();
