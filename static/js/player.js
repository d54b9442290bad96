/* Keys of the call player: the numbers on the tiles choose the outcome, Ctrl+Enter saves and takes the next call. The page works without. */
(() => {
  "use strict";
  const form = document.querySelector("[data-player]");
  if (!form) return;
  const typing = (element) =>
    element.isContentEditable ||
    /^(TEXTAREA|SELECT)$/.test(element.tagName) ||
    (element.tagName === "INPUT" && !/^(radio|checkbox)$/.test(element.type));
  const words = form.querySelector("[name=words]");

  function choose(key) {
    const box = form.querySelector(`[data-outcome-key="${key}"] input`);
    if (!box) return;
    box.checked = true;
    box.dispatchEvent(new Event("change", { bubbles: true }));
    if (box.value === "dissatisfied" && words) words.focus();
    else box.focus();
  }

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || document.querySelector("dialog[open]")) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit(form.querySelector("[data-save]"));
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (/^[1-9]$/.test(event.key)) {
      event.preventDefault();
      choose(event.key);
    }
  });
})();
