// Samples of one signal, oldest first, each moment once; late ones find their place.
const GAP_FACTOR = 6;

export class Samples {
  times = [];
  values = [];
  step = 0; // seconds that neighbours may be apart because the gateway thinned them

  merge(times, values, step) {
    this.step = Math.max(this.step, step);
    const ascending = times.every((t, n) => n === 0 || t > times[n - 1]);
    if (ascending && (this.times.length === 0 || times[0] > this.times.at(-1))) {
      this.times.push(...times);
      this.values.push(...values);
      return;
    }
    const all = new Map(this.times.map((t, n) => [t, this.values[n]]));
    times.forEach((t, n) => all.set(t, values[n]));
    this.times = [...all.keys()].sort((a, b) => a - b);
    this.values = this.times.map((t) => all.get(t));
  }

  forgetBefore(moment) {
    const first = this.times.findIndex((t) => t >= moment);
    const drop = first < 0 ? this.times.length : first;
    this.times.splice(0, drop);
    this.values.splice(0, drop);
  }

  // A step that is far longer than both of its neighbours, and than thinning explains, is
  // time without a sample.
  withGaps() {
    const times = [], values = [], step = (n) => this.times[n] - this.times[n - 1];
    this.times.forEach((t, n) => {
      if (n > 1 && this.#isGap(step(n), step(n - 1), n + 1 < this.times.length ? step(n + 1) : 0)) {
        times.push((t + this.times[n - 1]) / 2);
        values.push(null);
      }
      times.push(t);
      values.push(this.values[n]);
    });
    return [times, values];
  }

  #isGap(here, before, after) {
    return here > Math.max(this.step, GAP_FACTOR * Math.max(before, after));
  }
}
