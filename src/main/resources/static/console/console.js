// Without this the pages work as well: it moves the bars, reads parts of a page again when something has changed, and
// checks all boxes at once.
"use strict";
(() => {
  const POLL = 2000;
  const PATIENCE = 6000;

  const progress = (one) => {
    document.querySelectorAll("[data-progress]").forEach((bar) => {
      if (bar.dataset.progress !== one.table) return;
      const element = bar.querySelector("progress");
      if (one.max > 0) {
        element.max = one.max;
        element.value = one.value;
      } else {
        element.removeAttribute("value");
      }
      bar.querySelector(".what").textContent = one.what;
      bar.querySelector(".text").textContent = one.text;
    });
  };

  let reading = false;

  const refresh = async () => {
    if (reading || document.hidden) return;
    reading = true;
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      if (!answer.ok || answer.redirected) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      document.querySelectorAll("[data-live]").forEach((old) => {
        const now = page.querySelector(`[data-live="${CSS.escape(old.dataset.live)}"]`);
        // what has the focus stays, or it would be lost
        if (now && !old.contains(document.activeElement) && now.outerHTML !== old.outerHTML) old.replaceWith(now);
      });
    } catch {
      // the next event tries again
    } finally {
      reading = false;
    }
  };

  const poll = () => {
    if (!document.querySelector("[data-poll]")) return;
    refresh().finally(() => setTimeout(poll, POLL));
  };

  const checks = (form) => {
    const all = form.querySelector("[data-check-all]");
    if (!all) return;
    const boxes = [...form.querySelectorAll("input[name=id]")];
    all.closest("label").hidden = false;
    all.addEventListener("change", () => boxes.forEach((box) => { box.checked = all.checked; }));
    form.addEventListener("change", () => {
      const checked = boxes.filter((box) => box.checked).length;
      all.checked = checked === boxes.length;
      all.indeterminate = checked > 0 && checked < boxes.length;
    });
  };

  document.querySelectorAll("[data-checks]").forEach(checks);
  const live = document.querySelector("[data-events]");
  const stale = document.querySelector("[data-stale]");
  let events;
  let doubt;

  const heard = () => {
    clearTimeout(doubt);
    doubt = undefined;
    stale.hidden = true;
  };

  const unheard = () => {
    // a browser asks again by itself, unless it was sent away
    if (events.readyState === EventSource.CLOSED) {
      stale.hidden = false;
    } else {
      doubt ??= setTimeout(() => { stale.hidden = false; }, PATIENCE);
    }
  };

  // only while somebody looks: a browser keeps few connections to a server, and a forgotten page would hold one
  const listen = () => {
    if (document.hidden) {
      events?.close();
      events = undefined;
    } else if (!events) {
      events = new EventSource(live.dataset.events);
      events.addEventListener("open", heard);
      events.addEventListener("error", unheard);
      events.addEventListener("progress", (event) => JSON.parse(event.data).forEach(progress));
      events.addEventListener("changed", refresh);
    }
  };

  if (live) {
    listen();
    document.addEventListener("visibilitychange", () => {
      listen();
      refresh();
    });
    addEventListener("pagehide", () => events?.close());
    addEventListener("pageshow", (event) => event.persisted && location.reload());
  }
  setTimeout(poll, POLL / 4);
})();
