/* Reception and inspection: tap the outline to mark damage, photos leave as soon as they are chosen, tick all points.
   Every page works without it: rows of selects, a button beside each photo, single ticks. */
(() => {
  "use strict";
  const doc = document;
  const places = [
    ["front", 0, 20, 0, 100],
    ["front_left", 20, 50, 0, 36],
    ["front_right", 20, 50, 64, 100],
    ["bonnet", 20, 36, 36, 64],
    ["rear", 86, 101, 0, 100],
    ["rear_left", 50, 86, 0, 36],
    ["rear_right", 50, 86, 64, 100],
    ["roof", 36, 86, 36, 64],
  ];

  function placeAt(x, y) {
    const found = places.find(([, left, right, top, bottom]) => x >= left && x < right && y >= top && y <= bottom);
    return found ? found[0] : "roof";
  }

  function start(box) {
    const svg = box.querySelector("[data-outline]");
    const rows = box.querySelector("[data-marks]");
    const blank = box.querySelector("[data-mark-row]");
    if (!svg || !rows) return;
    box.classList.add("is-tappable");
    box.querySelector(".outline-hint").hidden = false;

    const field = (row, name) => row.querySelector(`[name=mark_${name}]`);
    const isEmpty = (row) => !field(row, "place").value;

    function emptyRow() {
      const free = [...rows.children].find(isEmpty);
      if (free) return free;
      rows.append(blank.content.cloneNode(true));
      return rows.lastElementChild;
    }

    function draw() {
      const dots = svg.querySelector("[data-dots]");
      dots.replaceChildren();
      [...rows.children].forEach((row, index) => {
        const x = field(row, "x").value;
        if (isEmpty(row) || x === "" || !field(row, "damage").value) return;
        const mark = doc.createElementNS(svg.namespaceURI, "g");
        mark.setAttribute("class", "outline-mark");
        mark.setAttribute("transform", `translate(${Number(x) * 2} ${field(row, "y").value})`);
        const circle = doc.createElementNS(svg.namespaceURI, "circle");
        circle.setAttribute("r", "6");
        const text = doc.createElementNS(svg.namespaceURI, "text");
        text.setAttribute("y", "3");
        text.setAttribute("text-anchor", "middle");
        text.textContent = String(index + 1);
        mark.append(circle, text);
        dots.append(mark);
      });
    }

    svg.addEventListener("click", (event) => {
      const frame = svg.getBoundingClientRect();
      const x = Math.round(((event.clientX - frame.left) / frame.width) * 100);
      const y = Math.round(((event.clientY - frame.top) / frame.height) * 100);
      const row = emptyRow();
      field(row, "x").value = x;
      field(row, "y").value = y;
      field(row, "place").value = placeAt(x, y);
      if (!field(row, "damage").value) field(row, "damage").value = "scratch";
      draw();
      field(row, "damage").focus();
    });
    rows.addEventListener("change", draw);
  }

  doc.querySelectorAll("[data-walkaround]").forEach(start);

  doc.addEventListener("change", (event) => {
    if (!event.target.matches("[data-send-when-chosen]") || !event.target.files.length) return;
    event.target.closest(".shot-pick").classList.add("is-busy");
    event.target.form.requestSubmit();
  });

  doc.querySelectorAll("[data-check-all]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => {
      doc.querySelectorAll(`input[type=checkbox][name=${button.dataset.checkAll}]`).forEach((box) => {
        const other = otherOf(box);
        box.checked = !other?.checked;
      });
    });
  });

  /* A point of the checklist is in order, or it is not applicable. */
  function otherOf(box) {
    const point = box.closest(".point");
    return point && [...point.querySelectorAll("input[type=checkbox]")].find((one) => one !== box);
  }
  doc.addEventListener("change", (event) => {
    const other = event.target.checked && otherOf(event.target);
    if (other) other.checked = false;
  });
})();
