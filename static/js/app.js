/* Polish for staff pages. Every form and link works without this file. */
(() => {
  "use strict";
  const doc = document;
  const $ = (selector, root) => (root || doc).querySelector(selector);
  const $$ = (selector, root) => Array.from((root || doc).querySelectorAll(selector));
  const words = (name) => doc.body.dataset[`text${name}`] || "";
  const cookie = (name) => (doc.cookie.match(new RegExp(`(?:^|; )${name}=([^;]*)`)) || [])[1];
  const keep = (name, value) => {
    const secure = location.protocol === "https:" ? "; secure" : "";
    // biome-ignore lint/suspicious/noDocumentCookie: the cookie store is missing in older browsers
    doc.cookie = `${name}=${value}; path=/; max-age=31536000; samesite=lax${secure}`;
  };

  /* Notes: server messages, refusals (409) and broken lines end up in one live region. */
  const notes = $("#notes");
  const STAYS = ["error", "warning"];
  function note(text, kind) {
    const shell = $(`#note-${kind}`) || $("#note-info");
    if (!notes || !shell) return;
    const item = shell.content.firstElementChild.cloneNode(true);
    $(".note-text", item).textContent = text;
    notes.append(item);
  }
  function leaveLater(item) {
    if (item.dataset.seen) return;
    item.dataset.seen = "1";
    if (STAYS.includes(item.dataset.kind)) return;
    setTimeout(() => {
      if (!item.matches(":hover, :focus-within")) item.remove();
    }, 8000);
  }
  if (notes) {
    $$(".note", notes).forEach(leaveLater);
    new MutationObserver(() => $$(".note", notes).forEach(leaveLater)).observe(notes, { childList: true });
  }

  /* A table wider than its place can be scrolled with the keys. */
  function reach() {
    $$(".table-box").forEach((box) => {
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    });
  }
  reach();
  addEventListener("resize", reach);
  doc.addEventListener("htmx:afterSettle", reach);

  /* One submit per press: a second click while the first is on its way does nothing. */
  const buttonOf = (form, event) => event?.submitter || $("[type=submit], button:not([type])", form);
  function busy(form, button) {
    form.dataset.busy = "1";
    if (button) {
      button.classList.add("is-busy");
      button.setAttribute("aria-disabled", "true");
    }
    doc.documentElement.classList.add("is-loading");
  }
  function free(form) {
    delete form.dataset.busy;
    $$(".is-busy", form)
      .concat(form.id ? $$(`.is-busy[form="${CSS.escape(form.id)}"]`) : [])
      .forEach((button) => {
        button.classList.remove("is-busy");
        button.removeAttribute("aria-disabled");
      });
    doc.documentElement.classList.remove("is-loading");
  }
  doc.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      if (form.getAttribute("method") === "dialog") return;
      $$("input[data-here]", form).forEach((input) => {
        input.value = location.pathname + location.search;
      });
      if (form.dataset.busy) {
        event.preventDefault();
        event.stopImmediatePropagation();
        return;
      }
      if (askFirst(form, event)) {
        event.preventDefault();
        event.stopImmediatePropagation();
        return;
      }
      if (event.defaultPrevented || form.target === "_blank" || form.hasAttribute("data-free")) return;
      busy(form, buttonOf(form, event));
      setTimeout(() => free(form), 10000);
    },
    true,
  );
  addEventListener("pageshow", () => $$("form[data-busy]").forEach(free));
  doc.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.elt.closest("form");
    if (form) free(form);
    doc.documentElement.classList.remove("is-loading");
  });

  /* Confirmation for money, void and delete: data-confirm on the form or its button. */
  let asked = null;
  function ask(text, go) {
    const dialog = $("#confirm");
    if (!dialog?.showModal) {
      if (confirm(text)) go();
      return;
    }
    $("[data-words]", dialog).textContent = text;
    dialog.returnValue = "";
    dialog.addEventListener(
      "close",
      () => {
        if (dialog.returnValue === "yes") go();
      },
      { once: true },
    );
    dialog.showModal();
  }
  function askFirst(form, event) {
    const button = event.submitter;
    const text = button?.dataset.confirm || form.dataset.confirm;
    if (!text || asked === form) {
      asked = null;
      return false;
    }
    ask(text, () => {
      asked = form;
      form.requestSubmit(button || undefined);
    });
    return true;
  }
  doc.addEventListener("htmx:confirm", (event) => {
    if (!event.detail.question) return;
    event.preventDefault();
    ask(event.detail.question, () => event.detail.issueRequest(true));
  });

  /* htmx: a refusal (409), or an outage (503), becomes a note unless the server chose a place; 422 brings the form back
     with its errors. */
  doc.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr } = event.detail;
    if (xhr.status === 422) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
    if (xhr.status !== 409 && xhr.status !== 503) return;
    event.detail.isError = false;
    event.detail.shouldSwap = true;
    if (xhr.getResponseHeader("HX-Retarget")) return;
    if (/class="note/.test(xhr.responseText)) {
      event.detail.target = notes;
      event.detail.swapOverride = "beforeend";
      return;
    }
    event.detail.shouldSwap = false;
    note(/^\s*</.test(xhr.responseText) ? words("Refused") : xhr.responseText, "error");
  });
  doc.addEventListener("htmx:sendError", () => note(words("Offline"), "error"));
  doc.addEventListener("htmx:timeout", () => note(words("Slow"), "error"));
  doc.addEventListener("htmx:responseError", (event) => {
    if (event.detail.xhr.status === 401) {
      location.reload();
      return;
    }
    note(words("Broken"), "error");
  });
  const dropEmpty = (sent) =>
    Object.keys(sent).forEach((name) => {
      if (sent[name] === "") delete sent[name];
    });
  doc.addEventListener("htmx:configRequest", (event) => {
    const token = $("input[name=csrfmiddlewaretoken]");
    if (event.detail.verb === "get") dropEmpty(event.detail.parameters);
    else if (token) event.detail.headers["X-CSRFToken"] = token.value;
  });
  doc.addEventListener("htmx:afterSettle", (event) => toFirstError(event.detail.elt));

  /* The focus goes to what needs attention. */
  function toFirstError(root) {
    const spot = $(".form-errors", root) || $(".is-invalid", root);
    if (spot && !spot.closest("[data-sample]")) spot.focus();
  }
  toFirstError(doc);

  /* An input method composing Chinese uses Enter itself: never submit then, and search only finished words. */
  doc.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Enter" || !(event.isComposing || event.keyCode === 229)) return;
      event.preventDefault();
      event.stopPropagation();
    },
    true,
  );
  const typed = (event) => event.target.dispatchEvent(new CustomEvent("typed", { bubbles: true }));
  doc.addEventListener("input", (event) => {
    if (event.target.matches("[data-live]") && !event.isComposing) typed(event);
  });
  doc.addEventListener("compositionend", (event) => {
    if (event.target.matches("[data-live]")) typed(event);
  });

  const CHOICES = "select, input[type=date], input[type=checkbox], input[type=radio]";
  /* Filters apply at once; the button stays for those without script. */
  doc.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-apply]");
    if (form && !form.matches("[hx-get]") && event.target.matches(CHOICES)) form.requestSubmit();
  });

  /* The exports and the way back to the whole list follow what htmx has put into the address. */
  doc.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-export]");
    if (!link) return;
    const wanted = new URLSearchParams(location.search);
    wanted.delete("page");
    wanted.set("format", new URL(link.href).searchParams.get("format"));
    link.href = `?${wanted}`;
  });
  doc.addEventListener("htmx:pushedIntoHistory", () => {
    const chosen = [...new URLSearchParams(location.search)].some(([name, value]) => name !== "page" && value);
    $$("[data-clear-filters]").forEach((link) => {
      link.hidden = !chosen;
    });
  });

  /* Clicks: close a note, copy, choose a theme or a density, print, tap once to select. */
  const acts = {
    close: (button) => button.closest(".note").remove(),
    print: () => print(),
    filters: (button) => {
      const open = button.closest("form").classList.toggle("is-open");
      button.setAttribute("aria-expanded", String(open));
    },
    theme: (button) => {
      keep("theme", button.value);
      doc.dispatchEvent(new Event("theme:chosen"));
      press(button);
    },
    density: (button) => {
      keep("density", button.value);
      doc.documentElement.dataset.density = button.value;
      press(button);
    },
    shortcuts: (button) => {
      keep("shortcuts", button.value);
      press(button);
    },
    copy: (button) => {
      const source = button.value || $(button.dataset.copy).value || $(button.dataset.copy).textContent.trim();
      const done = () => note(words("Copied"), "success");
      if (navigator.clipboard) navigator.clipboard.writeText(source).then(done);
      else selectText(button.dataset.copy);
    },
  };
  function press(button) {
    const group = $$(`[data-act="${button.dataset.act}"]`);
    for (const other of group) other.setAttribute("aria-pressed", String(other === button));
  }
  function selectText(selector) {
    const element = selector && $(selector);
    if (element?.select) element.select();
  }
  doc.addEventListener("click", (event) => {
    const button = event.target.closest("[data-act]");
    if (button && acts[button.dataset.act]) acts[button.dataset.act](button);
    $$("details.menu[open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
    const why = event.target.closest("[aria-disabled=true]");
    if (why && !why.classList.contains("is-busy")) event.preventDefault();
  });
  ["theme", "density", "shortcuts"].forEach((name) => {
    const button = $(`[data-act="${name}"][value="${cookie(name) || $(`[data-act="${name}"]`)?.value}"]`);
    if (button) press(button);
  });

  /* Shortcuts: / search, n new, j and k move, e done, Esc closes, ? lists. Off by choice, silent inside inputs. */
  const inField = (element) => element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName);
  function move(step) {
    const rows = $$("[data-row], .table tbody .row-key, .task-name");
    const here = rows.indexOf(doc.activeElement);
    const next = rows[Math.min(Math.max(here + step, 0), rows.length - 1)];
    if (next) next.focus();
  }
  function closeMenus() {
    $$("details.menu[open]").forEach((menu) => {
      menu.open = false;
      $("summary", menu).focus();
    });
  }
  const keys = {
    "/": () => {
      const box = $("[data-live]") || $("#search");
      if (box) box.focus();
    },
    n: () => {
      const link = $("[data-key=n]");
      if (link) link.click();
    },
    e: () => {
      const link = $("[data-key=e]");
      if (link) link.click();
    },
    j: () => move(1),
    k: () => move(-1),
    "?": () => {
      const help = $("#shortcuts");
      if (help?.showModal) help.showModal();
    },
  };
  doc.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return closeMenus();
    if (event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
    if (inField(event.target) || $("dialog[open]") || cookie("shortcuts") === "off") return;
    event.preventDefault();
    keys[event.key]();
  });
})();
