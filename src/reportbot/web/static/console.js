// The queue looks again by itself. Without this script the page reloads as a whole.
(() => {
  const live = document.getElementById("live");
  if (!live || !window.fetch) return;
  const look = async () => {
    if (document.hidden || live.contains(document.activeElement)) return;
    try {
      const answer = await fetch(location.href, { credentials: "same-origin" });
      if (!answer.ok) { location.reload(); return; }
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("live");
      if (fresh && fresh.innerHTML !== live.innerHTML) live.replaceChildren(...fresh.childNodes);
    } catch { /* the network is away: the next look tells */ }
  };
  setInterval(look, 1000 * Number(live.dataset.refresh));
})();
