// Makes the chat page quicker: sends without a reload, asks for news, keeps the end in sight, leaves at once.
// Without this file everything still works.
"use strict";

const form = document.getElementById("form");
const bubbles = document.getElementById("bubbles");
const answers = document.getElementById("answers");
const text = document.getElementById("text");
const photo = document.getElementById("photo");
const problem = document.getElementById("problem");
const told = form.dataset;
let sending = false;

form.addEventListener("submit", (event) => {
  event.preventDefault();
  send(event.submitter);
});

async function send(button) {
  if (sending) return;
  const pressed = button && button.name === "pressed" ? button.value : "";
  const located = document.getElementById("latitude").value;
  if (!pressed && !located && !text.value.trim() && !photo.files.length) return text.focus();
  const data = new FormData(form);
  data.set("pressed", pressed);
  if (pressed) {
    data.set("text", "");
    data.delete("photo");
  }
  busy(true);
  try {
    const response = await fetch(told.here, {
      method: "POST",
      body: data,
      headers: { Accept: "application/json", "X-After": told.last },
    });
    const news = await response.json();
    if (news.away) {
      hide();
      return location.replace(news.away);
    }
    if (news.nonce) document.getElementById("nonce").value = news.nonce;
    say(news.problem || (response.ok ? "" : told.offline));
    if (response.ok) {
      if (!pressed) {
        text.value = "";
        photo.value = "";
        photoChosen();
      }
      show(news, !pressed);
    }
  } catch {
    say(told.offline);
  }
  place("", "");
  busy(false);
}

function show(news, focus) {
  if (!news.known) return;
  if (news.language !== told.language && !text.value) return location.reload();
  for (const line of news.lines) {
    if (bubbles.querySelector(`[data-id="${line.id}"]`)) continue;
    bubbles.insertAdjacentHTML("beforeend", line.html);
  }
  told.last = news.last;
  answers.innerHTML = news.answers;
  document.getElementById("empty")?.remove();
  if (focus) text.focus({ preventScroll: true });
  if (news.lines.length) toEnd();
}

async function listen() {
  if (told.last === "0") {
    // Coming from another site's link, the browser has not shown us its cookie; to our own script it does.
    const response = await fetch(`${told.here}/messages?after=0`);
    const news = await response.json();
    if (news.lines?.length) show(news, false);
  }
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, document.hidden ? 15000 : 1000));
    if (sending || told.last === "0") continue;
    try {
      const response = await fetch(`${told.here}/messages?wait=1&after=${told.last}`);
      const news = await response.json();
      if (response.ok && !sending && news.lines?.length) show(news, false);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 5000));
    }
  }
}

function say(words) {
  problem.hidden = !words;
  problem.firstElementChild.textContent = words;
}

function busy(yes) {
  sending = yes;
  form.setAttribute("aria-busy", yes);
  for (const button of form.querySelectorAll("button")) button.disabled = yes;
}

function place(latitude, longitude) {
  document.getElementById("latitude").value = latitude;
  document.getElementById("longitude").value = longitude;
}

function toEnd() {
  const first = [...bubbles.querySelectorAll(".mine")].pop() || bubbles.lastElementChild;
  if (!first) return;
  // Not scrollIntoView: in a frame (the demo) that moves the page around us too.
  const covered = document.querySelector(".top")?.offsetHeight ?? 0;
  window.scrollTo({ top: first.getBoundingClientRect().top + window.scrollY - covered });
}

function photoChosen() {
  const label = document.getElementById("photo-label");
  told.photoWords ??= label.textContent;
  label.textContent = photo.files.length ? told.photoChosen : told.photoWords;
}
photo.addEventListener("change", photoChosen);

const locate = document.getElementById("locate");
if (navigator.geolocation && window.isSecureContext) {
  locate.hidden = false;
  locate.addEventListener("click", () => {
    if (!confirm(told.locationAsk)) return;
    navigator.geolocation.getCurrentPosition(
      (found) => {
        place(found.coords.latitude.toFixed(5), found.coords.longitude.toFixed(5));
        send(null);
      },
      () => say(told.locationFailed),
      { enableHighAccuracy: true, timeout: 15000 },
    );
  });
}

// Enter sends where there is a keyboard; on a phone it starts a new line.
text.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing && matchMedia("(pointer: fine)").matches) {
    event.preventDefault();
    send(null);
  }
});

// Hidden before anything else. The beacon goes on after the page is gone; this step of the history is taken over.
const exit = document.getElementById("leave");
function leave() {
  hide();
  navigator.sendBeacon(exit.action, new FormData(exit));
  location.replace(exit.dataset.away);
}
function hide() {
  document.documentElement.hidden = true;
  document.title = " ";
  bubbles.replaceChildren();
  answers.replaceChildren();
  text.value = "";
}
exit.addEventListener("submit", (event) => {
  event.preventDefault();
  leave();
});
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  hide();
  location.reload();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.isComposing) leave();
});

if (bubbles.children.length && !problem.textContent.trim()) toEnd();
listen();
