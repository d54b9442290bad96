/* The day board: a list of blocks becomes a grid of quarter-hours where there is room; blocks are dragged, made longer
   or shorter, or changed by their menu. The server decides every act: what it refuses goes back. */
(() => {
  "use strict";
  const day = document.getElementById("day");
  if (!day) return;
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => Array.from(root.querySelectorAll(selector));
  const QUARTER = 900;
  const HALF_HOUR = 1800;
  const wide = matchMedia("(min-width: 900px)");
  const wall = day.dataset.wall === "1";
  const said = $("#day-said");
  const menu = $("#day-menu");
  let opened = null; // the address of the menu that was opened, to bring the focus back to it
  let drag = null;
  let version = "";
  let loadedAt = Date.now();
  let asking = false;

  const may = (block, act) => block.dataset.may.split(" ").includes(act);
  const rows = () => $(".day-rows", day);
  const clock = (seconds) => {
    const text = new Date(seconds * 1000).toLocaleTimeString("en-GB", {
      hour: "2-digit",
      minute: "2-digit",
      timeZone: document.documentElement.dataset.zone || "Asia/Shanghai",
    });
    return text;
  };
  /* The server's clock: that of this machine may be wrong. */
  const now = () => Number(rows().dataset.at) + Math.floor((Date.now() - loadedAt) / 1000);

  /* ── laying out ───────────────────────────────────────────────────────────────────────────── */
  function span() {
    const from = Number(rows().dataset.from);
    const to = Number(rows().dataset.to);
    if (!wall || to - from <= 12 * 3600) return [from, to];
    const start = Math.max(from, Math.min(now() - 3 * 3600, to - 12 * 3600));
    const first = start - (start % HALF_HOUR);
    return [first, Math.min(to, first + 12 * 3600)];
  }

  function lay() {
    const part = rows();
    if (!part) return;
    const grid = wide.matches || wall;
    part.classList.toggle("is-grid", grid);
    if (!grid) {
      $$("[data-from]", part).forEach((item) => {
        item.removeAttribute("style");
      });
      return;
    }
    const [from, to] = span();
    const percent = (seconds) => (100 * (seconds - from)) / (to - from);
    const quarters = (to - from) / QUARTER;
    if (!wall) part.style.setProperty("--quarters", quarters);
    part.style.setProperty("--lines", `${100 / quarters}%`);
    part.style.setProperty("--hours", `${400 / quarters}%`);
    hours(part, from, to, percent);
    $$(".day-lane", part).forEach((lane) => {
      levels(lane, from, to, percent);
    });
    if (wall) fill(part);
    line();
  }

  /* The rows of a wall fill its height, as far as they stay readable. */
  function fill(part) {
    const lanes = $$(".day-lane", part);
    const idle = lanes.filter((lane) => lane.classList.contains("is-idle")).length;
    const full = lanes.reduce((sum, lane) => sum + Number(lane.style.getPropertyValue("--levels")), 0) - idle;
    const room = innerHeight - $(".day-scroll", part).getBoundingClientRect().top - 130 - idle * 46;
    const height = Math.max(78, Math.min(150, Math.floor(room / Math.max(full, 1))));
    part.style.setProperty("--height", `${height}px`);
    part.classList.toggle("is-tight", height < 112);
  }

  function hours(part, from, to, percent) {
    const head = $("[data-hours]", part);
    head.replaceChildren();
    const step = to - from > 14 * 3600 && wall ? 7200 : 3600;
    for (let at = from + ((3600 - (from % 3600)) % 3600); at < to; at += step) {
      const mark = document.createElement("span");
      mark.textContent = clock(at);
      mark.style.left = `${percent(at)}%`;
      head.append(mark);
    }
  }

  /* What overlaps in a row stands below the other. */
  function levels(lane, from, to, percent) {
    const ends = [];
    /* A wall needs room for words: a short block takes at least 80 minutes of its row. */
    const least = wall ? 80 * 60 : 0;
    $$(".day-time > [data-from]", lane).forEach((item) => {
      const start = Math.max(Number(item.dataset.from), from);
      const end = Math.min(Number(item.dataset.to), to);
      item.hidden = end <= from || start >= to;
      if (item.hidden) return;
      item.style.left = `${percent(start)}%`;
      const short = item.classList.contains("day-block") && !item.classList.contains("is-done");
      const until = short ? Math.min(Math.max(end, start + least), to) : end;
      item.style.width = `${percent(until) - percent(start)}%`;
      item.classList.toggle("is-narrow", end - start < 3 * QUARTER);
      if (!item.classList.contains("day-block")) return;
      let level = ends.findIndex((free) => free <= start);
      if (level < 0) level = ends.length;
      ends[level] = until;
      item.style.setProperty("--level", level);
    });
    lane.style.setProperty("--levels", Math.max(ends.length, 1));
  }

  /* The line of now, over every row; the grid begins two hours before it. */
  function line() {
    const part = rows();
    const [from, to] = span();
    const at = now();
    $$(".day-now", part).forEach((item) => {
      item.remove();
    });
    const ticking = $("[data-clock]");
    if (ticking) ticking.textContent = clock(at);
    if (at < from || at >= to || !part.classList.contains("is-grid")) return;
    $$(".day-time", part).forEach((time) => {
      const mark = document.createElement(time.tagName === "OL" ? "li" : "span");
      mark.className = "day-now";
      mark.setAttribute("aria-hidden", "true");
      mark.style.left = `${(100 * (at - from)) / (to - from)}%`;
      time.append(mark);
    });
  }

  function toNow() {
    const box = $(".day-scroll", day);
    const mark = $(".day-now", day);
    if (box && mark && box.scrollWidth > box.clientWidth) box.scrollLeft = mark.offsetLeft - box.clientWidth / 4;
  }

  /* ── reading again ────────────────────────────────────────────────────────────────────────── */
  async function refresh(force) {
    while (asking && force) await new Promise((done) => setTimeout(done, 50));
    if (asking || drag || (document.hidden && !force)) return;
    asking = true;
    try {
      const headers = version && !force ? { "If-None-Match": `"${version}"` } : {};
      const answer = await fetch(location.pathname + day.dataset.address, { headers, cache: "no-store" });
      const html = answer.status === 200 && !answer.redirected ? await answer.text() : "";
      if (drag) return; // what is held in the hand is not drawn anew; the next look does it
      if (html) show(html);
      else if (answer.status !== 304) throw new Error(String(answer.status));
      if (said?.dataset.lost) say("");
    } catch {
      if (said) {
        say(`${day.dataset.lost} ${clock(now())}`);
        said.dataset.lost = "1";
      }
    } finally {
      asking = false;
    }
    if (rows()) line();
  }

  function show(html) {
    const box = $(".day-scroll", day);
    const place = box ? [box.scrollLeft, box.scrollTop] : null;
    const focused = document.activeElement?.closest?.(".day-block")?.dataset.menu || opened;
    day.innerHTML = html;
    taken();
    if (place && $(".day-scroll", day)) [$(".day-scroll", day).scrollLeft, $(".day-scroll", day).scrollTop] = place;
    if (focused && !menu?.open) focus(focused);
  }

  function taken() {
    if (!rows()) return;
    loadedAt = Date.now();
    version = rows().dataset.version;
    lay();
  }

  /* On the same block, else on one of the same visit: what was moved stands in another row. */
  function focus(address) {
    if (!address) return;
    const visit = address.split("?")[0];
    const block = (value, sign) => $(`.day-block[data-menu${sign}"${CSS.escape(value)}"] a`, day);
    (block(address, "=") || block(`${visit}?`, "^="))?.focus({ preventScroll: true });
  }

  function say(words, undo) {
    if (!said) return;
    delete said.dataset.lost;
    said.hidden = !words;
    $("[data-said]", said).textContent = words;
    const button = $("[data-undo]", said);
    if (!button) return;
    button.hidden = !undo;
    button.dataset.undo = undo || "";
  }

  /* ── acts ─────────────────────────────────────────────────────────────────────────────────── */
  const token = () => (document.cookie.match(/(?:^|; )csrftoken=([^;]*)/) || [])[1] || "";

  async function send(address, fields) {
    const headers = { Accept: "application/json", "X-CSRFToken": $("[name=csrfmiddlewaretoken]")?.value || token() };
    try {
      const answer = await fetch(address, { method: "POST", headers, body: fields || new FormData() });
      const json = (answer.headers.get("Content-Type") || "").includes("json") ? await answer.json() : {};
      if (answer.ok && json.words) return json;
      return { refused: json.detail || document.body.dataset.textBroken, alternatives: json.alternatives || [] };
    } catch {
      return { refused: document.body.dataset.textOffline, alternatives: [] };
    }
  }

  async function place(block, fields) {
    block.classList.add("is-sending");
    const form = new FormData();
    form.set("seen", block.dataset.seen);
    Object.entries(fields).forEach(([name, value]) => {
      form.set(name, value);
    });
    const answer = await send(block.dataset.menu, form);
    block.classList.remove("is-sending");
    lay();
    await refresh(true);
    done(answer);
    if (answer.alternatives?.length) openMenu(block, answer);
  }

  /* The words stand when the board shows what is true: the next act is on that. */
  function done(answer) {
    said.classList.toggle("is-refused", Boolean(answer.refused));
    say(answer.refused || answer.words, answer.undo);
  }

  said?.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-undo]");
    if (!button || button.disabled) return;
    button.disabled = true;
    const answer = await send(button.dataset.undo);
    await refresh(true);
    button.disabled = false;
    done({ ...answer, undo: "" });
  });

  /* ── the menu ─────────────────────────────────────────────────────────────────────────────── */
  async function openMenu(block, refused) {
    if (!menu?.showModal) return;
    opened = block.dataset.menu;
    const answer = await fetch(`${block.dataset.menu}&part=menu`, { cache: "no-store" }).catch(() => null);
    if (!answer?.ok || answer.redirected) {
      say(document.body.dataset[answer ? "textBroken" : "textOffline"]);
      return;
    }
    $("[data-menu]", menu).innerHTML = await answer.text();
    if (!menu.open) menu.showModal();
    if (refused) explain(refused);
    ($("input:not([type=hidden]):not(:disabled), select:not(:disabled)", menu) || $("button", menu))?.focus();
  }

  function explain({ refused, alternatives }) {
    const box = $("[data-refused]", menu);
    const list = $("[data-alternatives]", menu);
    if (!box) return;
    box.textContent = refused;
    box.hidden = false;
    list.replaceChildren(...alternatives.slice(0, 4).map(offer));
    list.hidden = !alternatives.length;
    box.scrollIntoView({ block: "nearest" });
  }

  /* A free time as a button: it fills the form, and a person presses. */
  function offer(slot) {
    const button = $("#day-alternative").content.firstElementChild.cloneNode(true);
    const local = slot.start.slice(0, 16);
    button.textContent = `${local.slice(5).replace("T", " ")} ${slot.bay_name} ${slot.technician_name}`;
    button.addEventListener("click", () => {
      const form = $("form", menu);
      form.elements.start.value = local;
      form.elements.bay.value = String(slot.bay);
      form.elements.technician.value = String(slot.technician);
      form.elements.start.focus();
    });
    return button;
  }

  menu?.addEventListener("click", (event) => {
    if (event.target === menu || event.target.closest("[data-close-menu]")) menu.close();
  });
  menu?.addEventListener("close", () => {
    if (opened) focus(opened);
    opened = null;
  });
  menu?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.target;
    if (form.dataset.sending) return;
    form.dataset.sending = "1";
    const fields = new FormData(form);
    if (event.submitter?.name) {
      ["start", "until", "bay", "technician"].forEach((name) => {
        fields.delete(name);
      });
      fields.set(event.submitter.name, event.submitter.value);
    }
    const answer = await send(form.action, fields);
    delete form.dataset.sending;
    if (answer.refused) {
      explain(answer);
      return refresh(true);
    }
    const key = opened;
    menu.close();
    await refresh(true);
    done(answer);
    focus(key);
  });
  day.addEventListener("click", (event) => {
    const open = event.target.closest("a.day-open[href]");
    if (!open || event.ctrlKey || event.metaKey || !menu?.showModal) return;
    if (!open.closest(".day-block").dataset.menu) return;
    event.preventDefault();
    if (day.dataset.dragged) delete day.dataset.dragged;
    else openMenu(open.closest(".day-block"));
  });

  /* ── drag and resize, by mouse and pen; a finger scrolls, and opens the menu ─────────────────── */
  day.addEventListener("dragstart", (event) => event.preventDefault());
  day.addEventListener("pointerdown", (event) => {
    const block = event.target.closest(".day-block");
    if (!block?.dataset.menu || event.button || event.pointerType === "touch" || !rows().classList.contains("is-grid"))
      return;
    const box = block.getBoundingClientRect();
    const [from, to] = span();
    const width = block.parentElement.getBoundingClientRect().width;
    const atEdge = may(block, "resizes") && event.clientX > box.right - Math.min(10, box.width / 3);
    const any = atEdge || may(block, "shifts") || may(block, "replaces");
    drag = { block, any, atEdge, x: event.clientX, y: event.clientY, perPixel: (to - from) / width, moved: false, box };
  });
  addEventListener("pointermove", (event) => {
    if (!drag) return;
    const dx = event.clientX - drag.x;
    const dy = event.clientY - drag.y;
    if (!drag.moved && Math.hypot(dx, dy) < 6) return;
    drag.moved = true;
    if (!drag.any) return;
    const { block } = drag;
    block.classList.add("is-dragged");
    const step = drag.atEdge ? QUARTER : HALF_HOUR;
    drag.seconds = Math.round((dx * drag.perPixel) / step) * step;
    if (!drag.atEdge && !may(block, "shifts")) drag.seconds = 0;
    const pixels = drag.seconds / drag.perPixel;
    drag.lane = null;
    if (drag.atEdge) block.style.width = `${Math.max(drag.box.width + pixels, 8)}px`;
    else {
      const under = laneAt(event.clientY);
      const own = block.closest(".day-lane");
      if (under && under !== own && may(block, "replaces")) drag.lane = under;
      $$(".is-target", day).forEach((lane) => {
        lane.classList.remove("is-target");
      });
      drag.lane?.classList.add("is-target");
      const down = (drag.lane || own).getBoundingClientRect().top - own.getBoundingClientRect().top;
      block.style.transform = `translate(${pixels}px, ${down}px)`;
    }
  });
  const laneAt = (y) =>
    $$(".day-lane", day).find((lane) => {
      const box = lane.getBoundingClientRect();
      return y >= box.top && y < box.bottom;
    });

  function drop() {
    const { block, moved, any, atEdge, seconds, lane } = drag;
    drag = null;
    block.classList.remove("is-dragged");
    $$(".is-target", day).forEach((row) => {
      row.classList.remove("is-target");
    });
    if (!moved) return;
    day.dataset.dragged = "1";
    setTimeout(() => delete day.dataset.dragged, 50);
    block.style.transform = "";
    if (!any) {
      said.classList.add("is-refused");
      say(block.dataset.locked || document.body.dataset.textRefused);
      return;
    }
    const minutes = Math.round((seconds || 0) / 60);
    const fields = {};
    if (atEdge && minutes) fields.longer = minutes;
    if (!atEdge && minutes) fields.shift = minutes;
    if (lane) fields[rows().dataset.by] = lane.dataset.lane;
    if (Object.keys(fields).length) place(block, fields);
    else lay();
  }
  addEventListener("pointerup", () => drag && drop());
  const letGo = () => {
    if (!drag) return;
    drag.block.classList.remove("is-dragged");
    drag.block.style.transform = "";
    drag = null;
    lay();
  };
  addEventListener("pointercancel", letGo);
  addEventListener("keydown", (event) => {
    if (event.key === "Escape") letGo();
  });

  /* From block to block with the arrows; Enter opens the menu, as a click does. */
  day.addEventListener("keydown", (event) => {
    const block = event.target.closest?.(".day-block");
    const steps = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] }[event.key];
    if (!block || !steps || !rows().classList.contains("is-grid")) return;
    event.preventDefault();
    const lanes = $$(".day-lane", day).filter((lane) => $("a.day-open[href]", lane));
    const lane = lanes[lanes.indexOf(block.closest(".day-lane")) + steps[0]];
    if (!lane) return;
    const blocks = $$(".day-block", lane).filter((item) => !item.hidden && $("a.day-open[href]", item));
    const next = steps[0] ? blocks[0] : blocks[blocks.indexOf(block) + steps[1]];
    if (next) $("a", next).focus();
  });

  taken();
  toNow();
  wide.addEventListener("change", lay);
  addEventListener("resize", lay);
  addEventListener("visibilitychange", () => !document.hidden && refresh());
  setInterval(() => refresh(), wall ? 20_000 : 30_000);

  /* A wall with more rows than its screen shows them in turn. */
  function turn() {
    const last = document.documentElement.scrollHeight - innerHeight;
    scrollTo({ top: scrollY >= last - 4 ? 0 : Math.min(scrollY + innerHeight - 160, last) });
  }
  if (wall) setInterval(turn, 15_000);
})();
