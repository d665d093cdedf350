/* Owns how pictures lie in their panes: nearer and farther about a place, moved by a hand, all panes alike. Pure. */

/**
 * What of a picture is in view: `zoom` times as near as the whole picture, and which place of it is in the middle, as shares of its width
 * and height. The same of pictures of any size, so that several move as one.
 * @typedef {{ zoom: number, x: number, y: number }} Look
 */
/** @typedef {{ width: number, height: number }} Size */
/** @type {Look} */
export const WHOLE = { zoom: 1, x: 0.5, y: 0.5 };
const CLOSEST = 40, ENLARGED = 12; // screen pixels of a picture's pixel at the most; times that a small one is enlarged to be seen whole

/** Screen pixels of a picture's pixel where all of it is seen. @param {Size} picture @param {Size} pane */
export const fitOf = (picture, pane) => Math.min(ENLARGED, pane.width / picture.width, pane.height / picture.height);
/** The same at a look. @param {Look} look @param {Size} picture @param {Size} pane */
export const scaleAt = ({ zoom }, picture, pane) => zoom * fitOf(picture, pane);

/** @param {number} value @param {number} low @param {number} high */
const within = (value, low, high) => Math.min(high, Math.max(low, value));
/**
 * A look that shows nothing but the picture, as long as that fills the pane. No farther than the whole picture; one that is smaller than
 * its pane, no farther than its own size.
 * @param {Look} look
 * @param {Size} picture
 * @param {Size} pane
 * @returns {Look}
 */
export function held({ zoom, x, y }, picture, pane) {
  const fit = fitOf(picture, pane), near = within(zoom, Math.min(1, 1 / fit), Math.max(1, CLOSEST / fit));
  const half = (/** @type {number} */ room, /** @type {number} */ size) => Math.min(0.5, room / (2 * size * fit * near));
  const [hx, hy] = [half(pane.width, picture.width), half(pane.height, picture.height)];
  return { zoom: near, x: within(x, hx, 1 - hx), y: within(y, hy, 1 - hy) };
}
/**
 * Nearer by a factor; what lies at a place of the pane stays there.
 * @param {Look} look
 * @param {number} factor
 * @param {{ x: number, y: number }} at pixels from the pane's middle
 * @param {Size} picture
 * @param {Size} pane
 */
export function nearer(look, factor, at, picture, pane) {
  const before = scaleAt(look, picture, pane), zoom = held({ ...look, zoom: look.zoom * factor }, picture, pane).zoom;
  const after = scaleAt({ ...look, zoom }, picture, pane);
  const x = look.x + (at.x / before - at.x / after) / picture.width, y = look.y + (at.y / before - at.y / after) / picture.height;
  return held({ zoom, x, y }, picture, pane);
}
/**
 * Moved by a hand.
 * @param {Look} look
 * @param {{ x: number, y: number }} by pixels
 * @param {Size} picture
 * @param {Size} pane
 */
export function shifted(look, by, picture, pane) {
  const scale = scaleAt(look, picture, pane);
  return held({ ...look, x: look.x - by.x / (scale * picture.width), y: look.y - by.y / (scale * picture.height) }, picture, pane);
}
/** A pixel of the picture is a pixel of the screen. @param {Look} look @param {Size} picture @param {Size} pane */
export const ownSize = (look, picture, pane) => held({ ...look, zoom: 1 / fitOf(picture, pane) }, picture, pane);
/** How the picture is put into the pane. @param {Look} look @param {Size} picture @param {Size} pane */
export function transformOf(look, picture, pane) {
  const scale = scaleAt(look, picture, pane);
  return { scale, left: pane.width / 2 - look.x * picture.width * scale, top: pane.height / 2 - look.y * picture.height * scale };
}
