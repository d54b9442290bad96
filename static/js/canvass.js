/* The canvassing screen: saves into the outbox, shows what is not sent, brings conflicts back as cards. */
(() => {
  "use strict";
  const form = document.getElementById("visit-form");
  const place = document.getElementById("outbox-state");
  const outbox = window.CanvassOutbox;
  if (!form || !outbox || !window.indexedDB) return;
  const $ = (selector, root) => (root || document).querySelector(selector);
  const words = place.dataset;
  const FIELDS = ["grade", "phone", "name", "place", "note", "latitude", "longitude", "accuracy"];
  const DOUBLE_TAP = 700;
  let correcting = null;
  form.dataset.free = "";

  function note(text, kind) {
    const shell = $(`#note-${kind}`),
      notes = $("#notes");
    if (!shell || !notes) return;
    const item = shell.content.firstElementChild.cloneNode(true);
    $(".note-text", item).textContent = text;
    notes.append(item);
  }

  function dayOf(due) {
    const shape = { month: "short", day: "numeric", weekday: "short" };
    return new Date(`${due}T00:00`).toLocaleDateString(document.documentElement.lang, shape);
  }

  /* Reading and filling the form. */
  function told() {
    const given = new FormData(form);
    const body = { outcome: given.get("outcome"), visited_at: new Date().toISOString() };
    FIELDS.forEach((name) => {
      const value = (given.get(name) || "").trim();
      if (value) body[name] = value;
    });
    if (body.accuracy) body.accuracy = Number(body.accuracy);
    return body;
  }
  function clear() {
    form.reset();
    ["latitude", "longitude", "accuracy"].forEach((name) => {
      form.elements[name].value = "";
    });
    $("[data-position-state]").textContent = "";
    $("#do-not-visit").hidden = true;
    for (const fault of form.querySelectorAll(".form-errors, .invalid-feedback")) fault.remove();
    correcting = null;
    scrollTo(0, 0);
  }
  function fill(item) {
    clear();
    correcting = item;
    free();
    Object.entries(item.body).forEach(([name, value]) => {
      const field = form.elements[name];
      if (field) field.value = value;
    });
    form.elements.phone.focus();
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const body = told();
    if (!body.outcome) {
      note(words.textChoose, "error");
      form.elements.outcome[0].focus();
      return;
    }
    if (correcting) body.visited_at = correcting.body.visited_at;
    form.dataset.busy = "1"; // at once, before anything is waited for: a second tap is the same visit (P11)
    try {
      await outbox.save(body, correcting?.client_id);
    } catch {
      HTMLFormElement.prototype.submit.call(form);
      return;
    }
    clear();
    setTimeout(free, DOUBLE_TAP);
    if (!navigator.onLine) note(words.textKept, "success");
  });

  /* The next visit begins with its first answer, or when no second tap can be meant for the last one any more. */
  function free() {
    delete form.dataset.busy;
  }
  form.addEventListener("change", free);

  /* What is still here. */
  const list = $("#outbox"),
    shell = $("#outbox-item");
  const labels = Object.fromEntries(
    Array.from(form.elements.outcome, (input) => [input.value, input.labels[0].textContent.trim()]),
  );
  function drawn(item) {
    const row = shell.content.firstElementChild.cloneNode(true);
    $("[data-what]", row).textContent = [labels[item.body.outcome], item.body.grade].filter(Boolean).join(" · ");
    $("[data-when]", row).textContent = new Date(item.body.visited_at).toLocaleTimeString([], {
      hour: "2-digit",
      minute: "2-digit",
    });
    const who = [item.body.phone, item.body.name].filter(Boolean).join(" · ");
    $("[data-who]", row).textContent = who;
    $("[data-who]", row).hidden = !who;
    if (item.state === "refused") {
      $("[data-error]", row).hidden = $("[data-acts]", row).hidden = false;
      $("[data-error] span", row).textContent = item.error;
      $("[data-edit]", row).addEventListener("click", () => fill(item));
      $("[data-discard]", row).addEventListener("click", () => {
        if (confirm(words.textDiscard)) outbox.discard(item.client_id);
      });
    }
    return row;
  }
  outbox.on((event, detail) => {
    if (event === "changed") {
      list.replaceChildren(...detail.map(drawn));
      list.hidden = !detail.length;
    } else if (event === "sent") {
      note(detail.lead ? words.textNext.replace("{day}", dayOf(detail.lead.next_due_on)) : words.textSaved, "success");
    } else if (event === "conflict") {
      conflicts();
    }
  });
  async function conflicts() {
    const answer = await fetch(words.conflictsUrl, { credentials: "same-origin" }).catch(() => null);
    if (!answer?.ok) return;
    const cards = $("#conflicts");
    cards.innerHTML = await answer.text();
    cards.scrollIntoView({ block: "start" });
  }

  /* A place where somebody asked not to be visited again. */
  const barred = Array.from(document.querySelectorAll("#places option"), (option) =>
    option.textContent.trim() ? option.value : null,
  );
  form.elements.place.addEventListener("input", (event) => {
    $("#do-not-visit").hidden = !barred.includes(event.target.value.trim()) || !event.target.value;
  });

  /* One point, at the tap, never a way. */
  const position = $("#position");
  position.hidden = !("geolocation" in navigator);
  $("[data-position]").addEventListener("click", () => {
    const said = $("[data-position-state]");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        form.elements.latitude.value = coords.latitude.toFixed(6);
        form.elements.longitude.value = coords.longitude.toFixed(6);
        form.elements.accuracy.value = Math.round(coords.accuracy);
        said.textContent = `±${Math.round(coords.accuracy)} m`;
      },
      () => {
        said.textContent = said.dataset.textNone;
      },
      { timeout: 8000, maximumAge: 60000, enableHighAccuracy: true },
    );
  });

  if ("serviceWorker" in navigator) navigator.serviceWorker.register(words.workerUrl, { scope: "/" }).catch(() => {});
})();
