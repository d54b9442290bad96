/* A signature drawn with finger, pen or mouse becomes a PNG in a hidden field; the typed name works without it. */
(function () {
  "use strict";
  function start(box) {
    if (box.classList.contains("sign-ready")) return;
    const canvas = box.querySelector("canvas");
    const field = box.querySelector("input[type=hidden]");
    const typed = box.querySelector("[data-typed]");
    const pen = canvas.getContext("2d");
    let last = null;
    let drawn = false;

    box.classList.add("sign-ready");
    function fit() {
      const scale = Math.min(devicePixelRatio || 1, 2);
      const kept = drawn ? canvas.toDataURL("image/png") : null;
      canvas.width = canvas.clientWidth * scale;
      canvas.height = canvas.clientHeight * scale;
      pen.scale(scale, scale);
      pen.lineCap = pen.lineJoin = "round";
      pen.strokeStyle = pen.fillStyle = "#101828";
      if (kept) restore(kept);
    }
    function restore(url) {
      const image = new Image();
      image.onload = () => pen.drawImage(image, 0, 0, canvas.clientWidth, canvas.clientHeight);
      image.src = url;
    }
    function at(event) {
      const frame = canvas.getBoundingClientRect();
      return { x: event.clientX - frame.left, y: event.clientY - frame.top };
    }
    function press(event) {
      canvas.setPointerCapture(event.pointerId);
      last = at(event);
      pen.beginPath();
      pen.arc(last.x, last.y, 1.2, 0, 7);
      pen.fill();
      drawn = true;
      event.preventDefault();
    }
    function trace(event) {
      if (!last) return;
      const traced = event.getCoalescedEvents ? event.getCoalescedEvents() : [event];
      traced.forEach((one) => {
        const here = at(one);
        const speed = Math.hypot(here.x - last.x, here.y - last.y);
        pen.lineWidth = Math.max(1.4, 3.4 - speed / 12);
        pen.beginPath();
        pen.moveTo(last.x, last.y);
        pen.lineTo(here.x, here.y);
        pen.stroke();
        last = here;
      });
    }
    function lift() {
      if (!last) return;
      last = null;
      field.value = canvas.toDataURL("image/png");
      if (typed) typed.required = false;
    }
    function clear() {
      pen.clearRect(0, 0, canvas.width, canvas.height);
      field.value = "";
      drawn = false;
      if (typed) typed.required = typed.dataset.required === "true";
    }
    canvas.addEventListener("pointerdown", press);
    canvas.addEventListener("pointermove", trace);
    canvas.addEventListener("pointerup", lift);
    canvas.addEventListener("pointercancel", lift);
    box.querySelector("[data-clear]").addEventListener("click", clear);
    addEventListener("resize", fit);
    fit();
    if (field.value.startsWith("data:image/png")) { drawn = true; restore(field.value); }
  }
  const startAll = (root) => root.querySelectorAll("[data-sign]").forEach(start);
  startAll(document);
  document.addEventListener("htmx:load", (event) => startAll(event.detail.elt));
})();
