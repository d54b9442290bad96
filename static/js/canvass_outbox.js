/* The outbox of canvassing: visits saved on this phone until the server has them, each exactly once.

   A visit carries an id made here, so sending it twice is one visit. The queue belongs to the person who was signed in
   when he saved; nobody else's session sends it. Without IndexedDB the form is a plain POST. */
(() => {
  "use strict";
  const place = document.getElementById("outbox-state");
  if (!place) return;
  const { user, sendUrl, whoUrl } = place.dataset;
  const RETRY = 15000,
    PATIENCE = 20000,
    DAY = 86400000;
  const listeners = [];
  const channel = "BroadcastChannel" in window ? new BroadcastChannel("canvass-outbox") : null;
  const tell = (event, detail) => {
    for (const listener of listeners) listener(event, detail);
  };

  /* Storage: one table of visits, keyed by the id made here. */
  let opened = null;
  function database() {
    opened =
      opened ||
      new Promise((done, failed) => {
        const asked = indexedDB.open("canvass", 1);
        asked.onupgradeneeded = () => asked.result.createObjectStore("visits", { keyPath: "client_id" });
        asked.onsuccess = () => done(asked.result);
        asked.onerror = () => failed(asked.error);
      });
    return opened;
  }
  async function within(mode, work) {
    const base = await database();
    return new Promise((done, failed) => {
      const deal = base.transaction("visits", mode);
      const asked = work(deal.objectStore("visits"));
      deal.oncomplete = () => done(asked?.result);
      deal.onerror = deal.onabort = () => failed(deal.error);
    });
  }
  const put = (item) => within("readwrite", (table) => table.put(item));
  const drop = (id) => within("readwrite", (table) => table.delete(id));
  async function mine() {
    const all = await within("readonly", (table) => table.getAll());
    return all.filter((item) => item.user === user).sort((a, b) => a.queued_at - b.queued_at);
  }

  /* An id that no other phone makes; randomUUID exists on safe origins only. */
  function newId() {
    if (crypto.randomUUID) return crypto.randomUUID();
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }

  /* Sending: one tab at a time, in the order of saving; what the server refuses stays with its reason. */
  let running = false;
  async function flush() {
    if (navigator.locks) {
      return navigator.locks.request("canvass-outbox", { ifAvailable: true }, (lock) => (lock ? run() : later()));
    }
    if (running) return null;
    running = true;
    try {
      return await run();
    } finally {
      running = false;
    }
  }
  let timer = null;
  function later() {
    clearTimeout(timer);
    timer = setTimeout(flush, RETRY);
  }
  async function run() {
    const tried = new Set();
    const next = async () => (await mine()).find((item) => item.state === "waiting" && !tried.has(item.client_id));
    let item = await next();
    if (!item) {
      state("");
      return;
    }
    const who = await whose();
    if (!who) return;
    while (item) {
      tried.add(item.client_id);
      if (!(await send(item, who.csrf))) {
        later();
        return;
      }
      item = await next();
    }
    state("");
    changed();
  }
  async function whose() {
    let answer;
    try {
      answer = await ask(whoUrl, {});
    } catch {
      state("offline");
      later();
      return null;
    }
    const who = answer.ok ? await answer.json() : {};
    if (String(who.user) === user) return who;
    state(answer.status >= 500 ? "offline" : "signed-out");
    later();
    return null;
  }
  async function send(item, csrf) {
    let answer;
    try {
      answer = await ask(sendUrl, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": csrf },
        body: JSON.stringify({ client_id: item.client_id, ...item.body }),
      });
    } catch {
      state("offline");
      return false;
    }
    if (answer.ok) {
      const visit = await answer.json();
      await drop(item.client_id);
      tell(visit.conflict ? "conflict" : "sent", visit);
    } else if ([401, 403].includes(answer.status)) {
      state("signed-out");
      return false;
    } else if (answer.status >= 500 || [0, 408, 425, 429].includes(answer.status)) {
      state("offline");
      return false;
    } else {
      await put({ ...item, state: "refused", error: await reason(answer) });
    }
    changed();
    return true;
  }
  async function reason(answer) {
    try {
      const problem = await answer.json();
      const faults = Object.values(problem.errors || {}).flat();
      return faults.length ? faults.join(" ") : problem.detail;
    } catch {
      return String(answer.status);
    }
  }
  function ask(url, options) {
    const stop = new AbortController();
    const clock = setTimeout(() => stop.abort(), PATIENCE);
    return fetch(url, {
      credentials: "same-origin",
      cache: "no-store",
      redirect: "manual",
      signal: stop.signal,
      ...options,
    }).finally(() => clearTimeout(clock));
  }

  /* What the person sees: how many wait, and why. */
  const chip = place.querySelector("[data-unsent]");
  let why = "";
  function state(name) {
    why = name;
    show();
  }
  async function show() {
    const waiting = await mine();
    const words = [];
    if (why === "offline") words.push(place.dataset.textOffline);
    if (waiting.length) words.push(place.dataset.textUnsent.replace("{count}", waiting.length));
    if (waiting.length && why === "signed-out") words.push(place.dataset.textSignedOut);
    if (waiting.some((item) => Date.now() - item.queued_at > DAY)) words.push(place.dataset.textOld);
    chip.hidden = !words.length;
    chip.lastElementChild.textContent = words.join(" · ");
    place.dataset.unsent = waiting.length;
    tell("changed", waiting);
  }
  function changed() {
    if (channel) channel.postMessage("changed");
    return show();
  }
  if (channel) channel.onmessage = show;

  /* Saving never waits for the network. `instead` is the id of a refused visit that this one corrects. */
  async function save(body, instead) {
    const item = { client_id: newId(), user, body, queued_at: Date.now(), state: "waiting" };
    await within("readwrite", (table) => {
      if (instead) table.delete(instead);
      return table.put(item);
    });
    await changed();
    flush();
    return item;
  }
  async function discard(id) {
    await drop(id);
    return changed();
  }

  addEventListener("online", flush);
  addEventListener("pageshow", flush);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) flush();
  });
  addEventListener("offline", () => state("offline"));
  if (!navigator.onLine) why = "offline";
  window.CanvassOutbox = {
    save,
    discard,
    flush,
    available: () =>
      database().then(
        () => true,
        () => false,
      ),
    on: (listener) => listeners.push(listener),
  };
  if (window.indexedDB) show().then(flush, () => {});
})();
