/* With a server of map pictures the drawn map becomes one that can be moved. Without Leaflet, pictures or this script the
   drawing stays: it names its places. */
"use strict";
(() => {
  const box = document.getElementById("map");
  const drawing = box && box.querySelector("svg");
  if (!drawing || !window.L || !box.dataset.tiles) return;
  const dots = [...drawing.querySelectorAll("g[data-at]")].map((dot) => ({
    at: dot.dataset.at.split(" ").map(Number),
    name: dot.querySelector("title").textContent,
  }));
  const holder = document.createElement("div");
  holder.className = "moving-map";
  holder.setAttribute("role", "application");
  holder.setAttribute("aria-label", drawing.getAttribute("aria-label"));
  box.append(holder);
  const map = L.map(holder, { scrollWheelZoom: false });
  L.tileLayer(box.dataset.tiles, { maxZoom: 18, attribution: new URL(box.dataset.tiles).host }).addTo(map);
  for (const dot of dots) {
    const mark = L.circleMarker(dot.at, { radius: 4, weight: 1, color: "#55605b", fillOpacity: 0.8 });
    mark.bindTooltip(dot.name).addTo(map);
  }
  const { latitude, longitude } = box.dataset;
  const exact = !drawing.querySelector(".mark.about");
  if (latitude) {
    const here = [Number(latitude), Number(longitude)];
    L.circleMarker(here, { radius: exact ? 9 : 14, weight: 3, color: "#9d1c1c", fillOpacity: exact ? 0.9 : 0.1 }).addTo(map);
    map.setView(here, exact ? 15 : 13);
  } else {
    map.fitBounds(dots.map((dot) => dot.at));
  }
  drawing.setAttribute("hidden", "");
})();
