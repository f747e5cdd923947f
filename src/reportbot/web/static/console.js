// The queue keeps itself up to date, and can be worked with the keyboard alone. Without this script it reloads each minute.
(() => {
  const first = document.getElementById("live");
  if (!first || !window.fetch) return;
  const live = () => document.getElementById("live");
  const rows = () => [...document.querySelectorAll("#live tbody tr")];
  const key = (row) => row.querySelector("a").getAttribute("href");
  const same = (one, other) => one.className === other.className && one.innerHTML === other.innerHTML;

  // New rows take the place of old ones; what has not changed is not touched, nor is what is being typed elsewhere.
  const put = (fresh) => {
    const now = live(), held = document.activeElement, mark = held && now.contains(held) && (held.id || held.getAttribute("href"));
    const before = new Set(rows().map(key)), body = now.querySelector("tbody"), next = fresh.querySelector("tbody");
    const arrived = [...fresh.querySelectorAll("tbody tr")].filter((row) => !before.has(key(row))).length;
    if (body && next) {
      const old = new Map(rows().map((row) => [key(row), row]));
      const wanted = [...next.rows].map((row) => { const one = old.get(key(row)); return one && same(one, row) ? one : row; });
      if (wanted.some((row, place) => body.rows[place] !== row) || body.rows.length !== wanted.length) body.replaceChildren(...wanted);
      const outside = [...fresh.children].map((part) => part.contains(next) ? now.querySelector("table") : part);
      const stays = [...now.children].filter((part) => part.tagName !== "TABLE"), comes = outside.filter((part) => part.tagName !== "TABLE");
      if (stays.length !== comes.length || stays.some((part, place) => !part.isEqualNode(comes[place]))) now.replaceChildren(...outside);
    } else {
      now.replaceChildren(...fresh.children);
    }
    if (window.htmx) window.htmx.process(now);
    if (mark && document.activeElement !== held) {
      const again = document.getElementById(mark) || now.querySelector(`a[href="${CSS.escape(mark)}"]`);
      if (again) again.focus({ preventScroll: true });
    }
    const place = document.getElementById("arrived");
    if (arrived && place) place.textContent = place.dataset.arrived.replace("{count}", arrived);
  };
  let looking = false, again = false;
  const look = async () => {
    if (document.hidden) return;
    if (looking) { again = true; return; }
    looking = true;
    const asked = location.href;
    try {
      const answer = await fetch(asked, { credentials: "same-origin" });
      if (answer.status === 401) { location.reload(); return; }
      const fresh = answer.ok && new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("live");
      if (fresh && location.href === asked) put(fresh);
    } catch { /* the network is away: the next look tells */ } finally {
      looking = false;
      if (again) { again = false; look(); }
    }
  };
  setInterval(look, 60000); // what becomes late does so without an event
  document.addEventListener("visibilitychange", look);
  let stream = null;
  const listen = () => {
    if (stream || !window.EventSource || !first.dataset.events) return;
    stream = new EventSource(first.dataset.events);
    stream.addEventListener("changed", look);
    stream.addEventListener("ended", () => { stop(); look(); });
  };
  const stop = () => { if (stream) stream.close(); stream = null; };
  addEventListener("pagehide", stop);
  addEventListener("pageshow", listen);
  listen();

  // Tabs and pages change the list alone, where htmx is there; else they are links. It is fetched when somebody first
  // reaches for one, so that the first page stays light.
  const source = document.querySelector("meta[name=htmx-source]");
  const reach = () => {
    for (const what of ["pointerover", "focusin", "touchstart"]) document.removeEventListener(what, reach);
    const script = document.createElement("script");
    script.src = source.content;
    document.head.append(script);
  };
  if (source) for (const what of ["pointerover", "focusin", "touchstart"]) document.addEventListener(what, reach, { passive: true });
  document.addEventListener("htmx:beforeRequest", (event) => { event.detail.elt.closest("#queue")?.setAttribute("aria-busy", "true"); });
  document.addEventListener("htmx:afterSettle", (event) => {
    const from = event.detail.requestConfig?.elt;
    if (from && from.closest && from.matches(".pages a")) { scrollTo(0, 0); rows()[0]?.querySelector("a").focus({ preventScroll: true }); }
  });

  const step = (by) => {
    const all = rows(), here = all.findIndex((row) => row.contains(document.activeElement));
    const row = all[here < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, here + by))];
    if (row) { row.querySelector("a").focus({ preventScroll: true }); row.scrollIntoView({ block: "nearest" }); }
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    if (document.documentElement.dataset.keys === "off") return; // keys.js
    const acts = {
      j: () => step(1),
      k: () => step(-1),
      o: () => rows().find((row) => row.contains(document.activeElement))?.querySelector("a").click(),
      "/": () => document.getElementById("words")?.focus(),
    };
    if (acts[event.key]) { event.preventDefault(); acts[event.key](); }
  });
})();
