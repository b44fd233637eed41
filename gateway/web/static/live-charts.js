// The vehicle page's charts: the whole window first, then samples as they are committed.
import { Plot } from "./plot.js";
import { Samples } from "./samples.js";

const samples = new Map();
const plots = new Map();
let time = { now: Date.now() / 1000, window: 1800 };

function mount() {
  const zone = document.querySelector("#signals").dataset.zone;
  for (const element of document.querySelectorAll("#signals .plot")) {
    if (plots.has(element.id)) continue;
    const plot = new Plot(element, { zone, sync: "live", range: () => [time.now - time.window, time.now] });
    plots.set(element.id, plot);
    plot.show(samples);
  }
}

function take({ now, window, anew, series }) {
  time = { now, window };
  if (anew) samples.clear();
  for (const [number, [times, values, step]] of Object.entries(series)) {
    if (!samples.has(+number)) samples.set(+number, new Samples());
    samples.get(+number).merge(times, values, step);
  }
  for (const one of samples.values()) one.forgetBefore(now - window);
  for (const plot of plots.values()) plot.show(samples);
}

document.addEventListener("htmx:ws:before:message:incoming", ({ detail }) => {
  const text = detail.message.data;
  if (text.startsWith("{")) take(JSON.parse(text));
});
document.addEventListener("htmx:ws:after:message:incoming", mount);
mount();
