/* Runs before the first paint: the person's choice (cookie) wins, else the system's. */
(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const chosen = () => (document.cookie.match(/(?:^|; )theme=(light|dark)/) || [])[1];
  const apply = () => root.setAttribute("data-bs-theme", chosen() || (dark.matches ? "dark" : "light"));
  root.classList.add("js");
  if (!root.hasAttribute("data-theme-fixed")) {
    apply();
    dark.addEventListener("change", apply);
    document.addEventListener("theme:chosen", apply);
  }
})();
