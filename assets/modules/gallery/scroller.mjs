/* Owns the bar of the gallery. No browser allows an element to be higher than some 16.8 million pixels, which a million pictures pass: then
   the bar is scaled, and the wheel moves by its own pixels. Pure but for one element. */

export const TALLEST = 8_000_000; // pixels of the element that the browser scrolls

/**
 * How many pixels of the gallery a pixel of the bar is.
 * @param {number} height of all
 * @param {number} view pixels in view
 */
export function scaleOf(height, view) {
  const bar = Math.min(height, TALLEST);
  return bar > view && height > bar ? (height - view) / (bar - view) : 1;
}

/** A place in the gallery, by an element that scrolls. */
export class Scroller {
  #height = 0;
  #place = 0;
  #set = -1; // where the bar was put by us, and not by a hand

  /**
   * @param {HTMLElement} box scrolls
   * @param {HTMLElement} spacer in it, as high as the browser allows
   * @param {() => void} moved called when the place is another
   */
  constructor(box, spacer, moved) {
    this.box = box;
    this.spacer = spacer;
    this.moved = moved;
    box.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    box.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
  }
  /** Pixels of the gallery above what is in view. */
  get place() { return this.#place; }
  get view() { return this.box.clientHeight; }
  get #scale() { return scaleOf(this.#height, this.view); }
  get #most() { return Math.max(0, this.#height - this.view); }

  /** All is so high from now on; the place stays. @param {number} height */
  resize(height) {
    this.#height = height;
    this.spacer.style.height = Math.min(height, TALLEST) + "px";
    this.goTo(this.#place);
  }
  /** @param {number} place pixels from the top */
  goTo(place) {
    const next = Math.max(0, Math.min(this.#most, place)), top = Math.round(next / this.#scale);
    this.#place = next;
    if (Math.abs(this.box.scrollTop - top) >= 1) {
      this.box.scrollTop = top;
      this.#set = this.box.scrollTop;
    }
    this.moved();
  }
  #scrolled() {
    const top = this.box.scrollTop;
    if (Math.abs(top - this.#set) < 1) { this.#set = -1; return; }
    this.#set = -1;
    this.#place = Math.max(0, Math.min(this.#most, top * this.#scale));
    this.moved();
  }
  /** @param {WheelEvent} event */
  #wheel(event) {
    if (this.#scale === 1 || event.ctrlKey) return;
    event.preventDefault();
    const unit = event.deltaMode === 1 ? 32 : event.deltaMode === 2 ? this.view : 1;
    this.goTo(this.#place + event.deltaY * unit);
  }
}
