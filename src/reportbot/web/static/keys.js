// "?" shows the keys on every page of the console, unless something is being typed; switched off, no key does anything.
(() => {
  const keys = document.getElementById("keys"), on = document.getElementById("keys-on"), show = document.getElementById("show-keys");
  if (!keys || !keys.showModal) return;
  const kept = "console-keys", root = document.documentElement;
  let used = true;
  try { used = localStorage.getItem(kept) !== "off"; } catch { /* not kept, then */ }
  const use = () => { root.dataset.keys = used ? "on" : "off"; };
  use();
  on.checked = used;
  on.addEventListener("change", () => { used = on.checked; use(); try { localStorage.setItem(kept, root.dataset.keys); } catch { /* for this page alone */ } });
  if (show) { show.hidden = false; show.addEventListener("click", () => keys.showModal()); }
  document.addEventListener("keydown", (event) => {
    if (event.key !== "?" || !used || keys.open || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    event.preventDefault();
    keys.showModal();
  });
})();
