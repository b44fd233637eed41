// The job page's stacked charts around the fault, on one cursor and one zoom.
import { Plot } from "./plot.js";
import { Samples } from "./samples.js";

const box = document.querySelector("#evidence");
if (box) {
  const moments = box.dataset.marks.split(",").filter(Boolean).map(Number);
  const answer = await fetch(box.dataset.source);
  const { series } = await answer.json();
  const samples = new Map();
  for (const [number, [times, values, step]] of Object.entries(series)) {
    samples.set(+number, new Samples());
    samples.get(+number).merge(times, values, step);
  }
  for (const element of box.querySelectorAll(".plot")) {
    new Plot(element, { zone: box.dataset.zone, sync: "evidence", moments }).show(samples);
  }
}
