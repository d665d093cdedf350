/* Owns how numbers are written in the panels. */

/** A number with commas. @param {number} value */
export const many = (value) => value.toLocaleString("en");
/** A count with its noun, which takes an s but for 1. @param {number} count @param {string} noun */
export const plural = (count, noun) => `${many(count)} ${noun}${count === 1 ? "" : "s"}`;

/** A share in per cent. @param {number} part 0 to 1 */
export const share = (part) => `${Math.round(100 * part)}\u00a0%`;
/** The same of what may be an estimate. @param {number} part @param {boolean} estimate */
export const about = (part, estimate) => `${estimate ? "about " : ""}${share(part)}`;
/** Bytes in the largest unit of which there is one. @param {number} bytes */
export function fileSize(bytes) {
  for (const [unit, step] of /** @type {const} */ ([["GB", 1e9], ["MB", 1e6], ["kB", 1e3]])) {
    if (bytes >= step) return (bytes / step).toLocaleString("en", { maximumFractionDigits: bytes < 10 * step ? 1 : 0 }) + " " + unit;
  }
  return bytes + " bytes";
}

/** Seconds below 90, then minutes, and hours from 90 minutes on: as components/source/status.py writes it. @param {number} seconds */
export function duration(seconds) {
  const whole = Math.max(1, Math.round(seconds)), minutes = Math.round(whole / 60);
  return whole < 90 ? `${whole} s` : minutes < 90 ? `${minutes} min` : `${(minutes / 60).toFixed(1)} h`;
}
