// Everything works without this file. It adds: decisions without a page load, keys, a count.
"use strict";

(() => {
  // After a swap, keys rest this long, so that a second press never decides an unseen draft.
  const REST_MS = 400;
  let busy = false;
  let restUntil = 0;

  const byId = (id) => document.getElementById(id);

  function take(html) {
    const fresh = new DOMParser().parseFromString(html, "text/html");
    const main = fresh.getElementById("main");
    if (!main || !fresh.getElementById("results")) {
      location.reload();
      return;
    }
    document.title = fresh.title;
    byId("main").replaceWith(main);
    document.querySelector("header.top").replaceWith(fresh.querySelector("header.top"));
    byId("standing").replaceWith(fresh.getElementById("standing"));
    const lines = [...fresh.getElementById("results").children];
    byId("results").replaceChildren(...lines);
    restUntil = performance.now() + REST_MS;
    prepare();
    const again = main.querySelector("[autofocus]");
    if (again) {
      // A form that was sent back: there the work goes on.
      again.focus({ preventScroll: true });
      if (!again.closest(".decide")) again.scrollIntoView({ block: "center" });
      return;
    }
    main.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }

  async function go(url, options) {
    if (busy) return;
    busy = true;
    document.body.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(url, { credentials: "same-origin", ...options });
      const html = await answer.text();
      if (answer.url !== location.href) history.pushState(null, "", answer.url);
      take(html);
    } catch {
      byId("results").innerHTML =
        '<p class="notice notice-problem">Pullquote does not answer. Is it still running? Nothing was lost: load the page again to see what was decided.</p>';
    } finally {
      busy = false;
      document.body.removeAttribute("aria-busy");
    }
  }

  // Our own words beside the field: a browser's bubble would hide the buttons.
  function nameless() {
    const field = byId("who");
    if (!field || field.value.trim()) return false;
    for (const panel of document.querySelectorAll("details.panel[open]")) panel.open = false;
    byId("who-problem").hidden = false;
    field.setAttribute("aria-invalid", "true");
    field.focus({ preventScroll: true });
    return true;
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-swap]")) return;
    event.preventDefault();
    if (form.id === "decide" && nameless()) return;
    const button = event.submitter;
    const fields = new URLSearchParams(new FormData(form, button));
    // The name is asked for in one place, and meant for every form on the page.
    const name = byId("who")?.value.trim();
    if (name) fields.set("who", name);
    go(button?.getAttribute("formaction") || form.getAttribute("action"), {
      method: "POST",
      body: fields,
    });
  });

  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const target = event.target;
    if (target.closest("#help-open")) byId("help").showModal();
    const copy = target.closest("[data-copy]");
    if (copy) toClipboard(copy);
    const link = target.closest("a[data-swap]");
    if (link) {
      event.preventDefault();
      go(link.href);
    }
    for (const panel of document.querySelectorAll("details.panel[open]")) {
      if (!panel.contains(target)) panel.open = false;
    }
  });

  async function toClipboard(button) {
    const field = byId(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      // Only pages served over https or from this machine have a clipboard of their own.
      field.select();
      document.execCommand("copy");
    }
    button.textContent = "Copied";
  }

  window.addEventListener("popstate", () => location.reload());

  function open(panel, field) {
    if (!panel) return;
    for (const other of document.querySelectorAll("details.panel[open]")) {
      if (other !== panel) other.open = false;
    }
    panel.open = true;
    panel.querySelector(field)?.focus({ preventScroll: true });
  }

  function flip() {
    const choices = [...document.querySelectorAll(".flip input")];
    if (!choices.length) return;
    const at = choices.findIndex((choice) => choice.checked);
    choices[(at + 1) % choices.length].checked = true;
  }

  function approve() {
    const button = byId("approve");
    if (!button?.disabled) return button?.click();
    const panel = byId("speaker-panel");
    panel.open = true;
    panel.scrollIntoView({ block: "center" });
    byId("name-draft").focus({ preventScroll: true });
  }

  // What is selected in an article fills the form beside it.
  function select() {
    const field = byId("words");
    const selection = document.getSelection();
    const whole = byId("whole");
    if (!field || !whole || !selection.rangeCount || selection.isCollapsed) return;
    const range = selection.getRangeAt(0);
    if (!whole.contains(range.commonAncestorContainer)) return;
    const words = selection.toString().trim();
    if (!words) return;
    field.value = words;
    const from = range.startContainer.nodeType === 1 ? range.startContainer : range.startContainer.parentElement;
    byId("chosen-near").value = from.closest("[data-start]")?.dataset.start ?? 0;
    byId("chosen-quote").value = "";
    byId("to-choose").hidden = false;
  }

  document.addEventListener("selectionchange", select);

  const keys = {
    a: approve,
    r: () => open(byId("reject-panel"), "#reject"),
    t: () => open(byId("time-panel"), "input"),
    j: () => byId("next")?.click(),
    k: () => byId("previous")?.click(),
    f: flip,
    "?": () => byId("help").showModal(),
  };

  // What Enter means in these fields; elsewhere in the form it decides nothing.
  const fieldButtons = { other: "reject", at: "approve-at" };

  function reason(key) {
    const button = document.querySelectorAll("#reject-panel[open] .reasons button")[Number(key) - 1];
    return button && (() => button.click());
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      const panel = document.querySelector("details.panel[open]");
      if (panel) {
        panel.open = false;
        panel.querySelector("summary").focus();
      }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || busy) return;
    if (byId("help").open || performance.now() < restUntil) return;
    if (event.key === "Enter" && fieldButtons[event.target.id]) {
      event.preventDefault();
      byId(fieldButtons[event.target.id]).click();
      return;
    }
    const typing = event.target.closest?.("input:not([type=radio]), textarea, select, [contenteditable]");
    const action = keys[event.key.toLowerCase()] || reason(event.key);
    if (typing || !action) return;
    event.preventDefault();
    action();
  });

  document.addEventListener("input", (event) => {
    if (event.target.matches("textarea[data-count]")) count(event.target);
    if (event.target.id === "who") {
      byId("who-problem")?.setAttribute("hidden", "");
      event.target.removeAttribute("aria-invalid");
    }
  });

  function count(area) {
    const output = area.form.querySelector("output");
    if (output) output.value = `${[...area.value].length} characters`;
  }

  function prepare() {
    const help = byId("help-open");
    if (help) help.hidden = false;
    document.querySelectorAll("textarea[data-count]").forEach(count);
    for (const copy of document.querySelectorAll("[data-copy]")) copy.hidden = false;
    // Within the list alone: `scrollIntoView` would move the whole page on a phone.
    const line = document.querySelector(".queue li [aria-current]");
    const list = byId("queue");
    if (line && list.scrollHeight > list.clientHeight) list.scrollTop = line.offsetTop - list.clientHeight / 3;
    const after = byId("draft")?.dataset.after;
    for (const picture of document.querySelectorAll(".flip img[loading]")) picture.loading = "eager";
    if (after) new Image().src = after;
  }

  prepare();
})();
