/* Owns the bars of a histogram, as they are drawn in a side. */
import { h } from "./react.mjs";
import { many } from "./words.mjs";

/**
 * @typedef {object} BarsGiven
 * @property {readonly number[]} all rows in each bin
 * @property {readonly number[]} [some] of them those that count; all where it is left out
 * @property {readonly string[] | null} [paints] what each bin's bar is painted with
 * @property {(bin: number) => boolean} [out] whether a bin is out
 */
/**
 * The bars side by side, as high as the square root of their rows, so that few beside many are seen; behind those that count all, pale.
 * @param {BarsGiven} given
 */
export function Bars({ all, some = all, paints = null, out = () => false }) {
  const most = Math.max(1, ...all);
  const high = (/** @type {number} */ count) => (count ? `max(2px, ${(100 * Math.sqrt(count / most)).toFixed(2)}%)` : "0");
  return all.map((count, bin) => h("span", {
    key: bin, className: "bar", "data-bin": bin, "data-out": out(bin) || undefined,
    style: /** @type {import("react").CSSProperties} */ ({
      "--all": high(count), "--some": high(some[bin]), ...(paints && { "--paint": paints[bin] }),
    }),
  }));
}

/**
 * A small histogram with its title, to be looked at.
 * @param {BarsGiven & { title: string, from: string, to: string, note?: string }} given
 */
export function Small({ title, from, to, note, ...bars }) {
  const rows = (bars.some ?? bars.all).reduce((sum, count) => sum + count, 0);
  return h("section", { className: "face-part", title: note },
    h("h3", { className: "face-head" }, title),
    h("div", { className: "bars", role: "img", "aria-label": `${title} of ${many(rows)}: ${from} to ${to}` }, h(Bars, bars)),
    h("p", { className: "bars-foot" }, h("span", null, from), h("span", null, to)));
}
