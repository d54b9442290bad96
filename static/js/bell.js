/* The bell of the hotline: asks every two seconds whether somebody calls, while the page is looked at. */
(() => {
  "use strict";
  const bell = document.getElementById("bell");
  if (!bell || !window.fetch) return;
  const EVERY = 2000;
  const LATER = 15000;
  let timer = 0;
  let drawn = "";

  /* The same calls are not drawn again: a button would lose the focus, a reader would hear them anew. */
  function draw(html) {
    const facts = html.replace(/<input[^>]*csrfmiddlewaretoken[^>]*>|data-seconds="\d+"/g, "");
    if (facts === drawn) return;
    drawn = facts;
    bell.innerHTML = html;
  }

  async function ask() {
    clearTimeout(timer);
    if (document.hidden) return;
    let next = EVERY;
    try {
      const answer = await fetch(bell.dataset.bell, { headers: { "X-Bell": "1" }, redirect: "manual" });
      if (answer.status === 204) draw("");
      else if (answer.ok) draw(await answer.text());
      else next = LATER;
    } catch {
      next = LATER;
    }
    timer = setTimeout(ask, next);
  }

  document.addEventListener("visibilitychange", ask);
  ask();
})();
