// The booking desk: what is typed after the times were shown goes along with the booking.
document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (!form.matches("[data-desk-book]")) return;
    for (const field of form.querySelectorAll("[data-copy]")) {
      const source = document.getElementById(field.dataset.copy);
      if (source) field.value = source.value;
    }
  },
  true,
);

// Another time may have another advisor: the name to be told is that of the chosen one.
document.addEventListener("change", ({ target }) => {
  const told = document.querySelector("[data-receives]");
  if (told && target.matches("[data-advisor]")) told.textContent = target.dataset.advisor;
});

// Price and times follow what is entered: nobody books before they do. The words go along as they are (above).
let behind = false;
for (const kind of ["input", "change"]) {
  document.addEventListener(kind, ({ target }) => {
    const copied = target.id && document.querySelector(`[data-copy="${target.id}"]`);
    if (target.form?.id === "desk-form" && !copied) behind = true;
  });
}
// On the window, so that it comes before the page counts the press as the one.
addEventListener(
  "submit",
  (event) => {
    if (!behind || !event.target.matches("[data-desk-book]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    event.target.querySelector("[data-behind]").hidden = false;
    htmx.trigger("#desk-form", "change");
  },
  true,
);

// An answer that was asked for before the last entry does not know of it: it is left, and the desk asks again.
const DESK = "desk";
let entered = false;
for (const kind of ["input", "change"]) {
  document.addEventListener(kind, ({ target }) => {
    if (target.closest(`#${DESK}`)) entered = true;
  });
}
document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  if (detail.target.id === DESK) entered = false;
});
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.target.id !== DESK) return;
  if (entered) {
    detail.shouldSwap = false;
    htmx.trigger("#desk-form", "change");
  } else if (detail.shouldSwap) behind = false;
});
