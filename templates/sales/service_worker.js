{% load static %}
/*
Keeps
the
canvassing
screen
usable
without
a
network;
everything
else
passes
by
untouched.
*/
"use strict";
const CACHE = "canvass-1";
const SHELL = "{% url 'visit_new' %}";
const OFFLINE = "{% url 'canvass_offline' %}";
const LOGOUT = "{% url 'logout' %}";
const PATIENCE = 4000; // ms until the kept page stands in for a hanging line
const FILES = [
  "{% static 'vendor/bootstrap/bootstrap.min.css' %}",
  "{% static 'css/tokens.css' %}",
  "{% static 'css/parts.css' %}",
  "{% static 'css/app.css' %}",
  "{% static 'css/print.css' %}",
  "{% static 'css/public.css' %}",
  "{% static 'css/sales.css' %}",
  "{% static 'js/theme.js' %}",
  "{% static 'js/app.js' %}",
  "{% static 'js/canvass_outbox.js' %}",
  "{% static 'js/canvass.js' %}",
  "{% static 'django_htmx/htmx-2.min.js' %}",
  "{% static 'img/favicon.svg' %}",
  "{% static 'img/logo.svg' %}",
  "{% static 'img/icons.svg' %}",
];

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(caches.open(CACHE).then((cache) => Promise.all([
    ...[...FILES, OFFLINE].map((file) => cache.add(file).catch(() => {})),
    fetch(SHELL, { credentials: "same-origin" }).then((page) => keep(page)).catch(() => {}),
  ])));
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(CACHE);
    const wanted = new Set([...FILES, OFFLINE, SHELL]);
    for (const request of await cache.keys()) {
      if (!wanted.has(new URL(request.url).pathname)) await cache.delete(request);
    }
    await self.clients.claim();
  })());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  // Whoever signs out takes his page with him; what he has not sent stays in the outbox under his name.
  if (url.pathname === LOGOUT) event.waitUntil(forget());
  if (request.method !== "GET") return;
  if (request.mode === "navigate") event.respondWith(url.pathname === SHELL ? shell(event) : page(request));
  else if (FILES.includes(url.pathname)) event.respondWith(file(request, url.pathname));
});

const kept = (path) => caches.match(path, { ignoreVary: true, ignoreSearch: true });
const forget = () => caches.open(CACHE).then((cache) => cache.delete(SHELL, { ignoreVary: true }));

async function keep(page) {
  const same = new URL(page.url).pathname === SHELL && page.ok && !page.redirected;
  if (same) await (await caches.open(CACHE)).put(SHELL, page.clone());
  return page;
}

async function shell(event) {
  const fresh = fetch(event.request);
  event.waitUntil(fresh.then((page) => keep(page.clone())).catch(() => {}));
  const late = new Promise((done) => setTimeout(() => done(kept(SHELL)), PATIENCE));
  try {
    return (await Promise.race([fresh, late])) || (await fresh);
  } catch (broken) {
    return (await kept(SHELL)) || (await kept(OFFLINE)) || Response.error();
  }
}

async function page(request) {
  try {
    return await fetch(request);
  } catch (broken) {
    return (await kept(OFFLINE)) || Response.error();
  }
}

async function file(request, path) {
  try {
    return await fetch(request);
  } catch (broken) {
    return (await kept(path)) || Response.error();
  }
}
