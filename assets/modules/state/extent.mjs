/* Owns how far numbers reach: the least and the greatest of a row's worth of them, such as an axis of the map. */

/** The least and the greatest; infinite where there is none. @param {Float32Array} values @returns {[low: number, high: number]} */
export function extent(values) {
  let low = Infinity, high = -Infinity;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}
/** How far apart these are. @param {Float32Array} values */
export function width(values) {
  const [low, high] = extent(values);
  return high - low;
}
