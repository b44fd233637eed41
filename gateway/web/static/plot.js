// One chart on a <div class="plot">: colours from the stylesheet, times in the page's zone.
const HEIGHT = 110;
const A_DAY = 86400;
const NULLS_WIDEN = 2; // a gap stays a gap where other signals have samples within it
const probe = document.body.appendChild(document.createElement("i"));
probe.hidden = true;

// A canvas cannot resolve light-dark(): let an element do it.
function colour(name) {
  probe.style.color = `var(${name})`;
  return getComputedStyle(probe).color;
}

function timeWords(zone) {
  const parts = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone };
  const short = new Intl.DateTimeFormat("en-GB", parts);
  const long = new Intl.DateTimeFormat("en-GB", { ...parts, second: "2-digit" });
  const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: zone });
  const hour = new Intl.DateTimeFormat("en-GB", { ...parts, day: "numeric", month: "short" });
  const words = (seconds, exact) => (exact ? long : short).format(seconds * 1000);
  return { words, day: (seconds) => day.format(seconds * 1000), hour: (seconds) => hour.format(seconds * 1000) };
}

function padded(_, low, high) {
  if (low === null || high === null || (low === 0 && high === 0)) return [0, 1];
  const missing = Math.max(Math.abs(high), Math.abs(low)) * 0.05 - (high - low);
  const pad = Math.max(missing / 2, (high - low) * 0.1, 0.01);
  return [low - pad, high + pad];
}

function axis(more) {
  const grid = { stroke: colour("--line"), width: 1 };
  return { stroke: colour("--muted"), font: "11px system-ui, sans-serif", grid, ticks: { ...grid, size: 4 }, ...more };
}

function markers(moments) {
  return {
    hooks: {
      draw: (u) => {
        const { ctx, bbox } = u;
        ctx.save();
        ctx.strokeStyle = colour("--mark");
        ctx.lineWidth = 2 * devicePixelRatio;
        for (const moment of moments) {
          const x = u.valToPos(moment, "x", true);
          if (x < bbox.left || x > bbox.left + bbox.width) continue;
          ctx.beginPath();
          ctx.moveTo(x, bbox.top);
          ctx.lineTo(x, bbox.top + bbox.height);
          ctx.stroke();
        }
        ctx.restore();
      },
    },
  };
}

function readout(output, titles, unit, words) {
  return {
    hooks: {
      setCursor: (u) => {
        const n = u.cursor.idx;
        if (n == null || u.cursor.left < 0) { output.textContent = ""; return; }
        const said = titles.map((title, s) => {
          const value = u.data[s + 1][n];
          const text = value == null ? "not measured" : `${+value.toPrecision(5)} ${unit}`;
          return titles.length > 1 ? `${title} ${text}` : text;
        });
        output.textContent = `${words(u.data[0][n])}  ${said.join(", ")}`;
      },
    },
  };
}

export class Plot {
  constructor(element, { zone, sync, moments = [], range = null }) {
    this.element = element;
    this.numbers = element.dataset.signals.split(",").map(Number);
    this.settings = { zone, sync, moments, range };
    this.data = [[]];
    this.#build();
    new ResizeObserver(() => this.#fit()).observe(element);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#build());
  }

  show(samples) {
    const tables = this.numbers.map((number) => samples.get(number)?.withGaps() ?? [[], []]);
    this.data = tables.length > 1 ? uPlot.join(tables, tables.map(() => [1, NULLS_WIDEN])) : tables[0];
    this.chart.setData(this.data);
    this.element.dataset.points = this.data[0].length;
    this.element.dataset.last = Math.floor(this.data[0].at(-1) ?? 0);
  }

  #build() {
    this.chart?.destroy();
    this.element.replaceChildren();
    const { titles, unit } = this.element.dataset;
    const names = titles.split("|"), { words, day, hour } = timeWords(this.settings.zone);
    const isLong = (times) => times.at(-1) - times[0] > A_DAY;
    const output = document.createElement("output");
    const options = {
      width: this.element.clientWidth || 300,
      height: HEIGHT,
      padding: [8, 8, 0, 0],
      legend: { show: false },
      cursor: { sync: { key: this.settings.sync, scales: ["x", null] }, drag: { x: true, y: false }, points: { size: 6 } },
      scales: { x: { time: true, ...(this.settings.range && { range: this.settings.range }) }, y: { range: padded } },
      axes: [
        axis({ size: 28, space: 56, values: (u, splits) => splits.map((s) => (isLong(splits) ? day(s) : words(s, splits[1] - splits[0] < 60))) }),
        axis({ size: 48, space: 28 }),
      ],
      series: [{}, ...names.map((label, n) => ({ label, stroke: colour(`--series-${n + 1}`), width: 1.5, spanGaps: false, points: { show: false } }))],
      plugins: [markers(this.settings.moments), readout(output, names, unit, (s) => (isLong(this.data[0]) ? hour(s) : words(s, true)))],
    };
    this.chart = new uPlot(options, this.data, this.element);
    this.element.append(output);
  }

  #fit() {
    const width = this.element.clientWidth;
    if (width && width !== this.chart.width) this.chart.setSize({ width, height: HEIGHT });
  }
}
