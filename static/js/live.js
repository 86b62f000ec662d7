// One event stream per tab. Every change arrives as `feed:<name>` on <body>; regions refetch themselves from there.
// A hidden tab closes its stream (HTTP/1.1 gives a browser six connections) and catches up when it is seen again.

const host = document.getElementById("live");
const LONGEST = 30_000;
export const tab = (sessionStorage.tab ||= crypto.randomUUID().slice(0, 8));

let source = null;
let last = host?.dataset.since ?? "";
let wait = 1000;
let timer = 0;

const tell = (name, detail = {}) => document.body.dispatchEvent(new CustomEvent(`feed:${name}`, { detail, bubbles: true }));

const heard = (message) => {
  last = message.lastEventId || last;
  const event = JSON.parse(message.data);
  if (event.tab !== tab) tell(event.name, event);
};

const open = () => {
  clearTimeout(timer);
  if (source || document.hidden || !host) return;
  source = new EventSource(`${host.dataset.stream}&since=${encodeURIComponent(last)}`);
  source.addEventListener("hello", (message) => {
    last = message.lastEventId;
    wait = 1000;
    host.dataset.state = "open";
    tell("connected");
  });
  source.addEventListener("feed", heard);
  source.addEventListener("resync", (message) => {
    last = message.lastEventId;
    tell("resync");
  });
  source.onerror = retry;
};

// The browser would reconnect by itself, but gives up for good after an HTTP error such as a restarting server's.
const retry = () => {
  close();
  host.dataset.state = "closed";
  tell("disconnected");
  timer = setTimeout(open, wait * (0.8 + Math.random() * 0.4));
  wait = Math.min(wait * 2, LONGEST);
};

const close = () => {
  source?.close();
  source = null;
};

const visible = () => (document.hidden ? close() : open());

document.addEventListener("visibilitychange", visible);
window.addEventListener("pagehide", close);
window.addEventListener("pageshow", open);
open();
