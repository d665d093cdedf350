/* Owns the border to the page that Dash has made: its elements, its stores, and the functions that its callbacks call; and how
   whoever listens is told of something. */

/**
 * Call each of `calls`. One that throws silences no other, and is told in the console.
 * @template {unknown[]} A
 * @param {Iterable<(...given: A) => void>} calls
 * @param {A} given
 */
export function tell(calls, ...given) {
  for (const call of [...calls]) {
    try {
      call(...given);
    } catch (error) {
      console.error(error);
    }
  }
}

/** @param {string} id */
export const byId = (id) => document.getElementById(id);
/**
 * The nearest element around what an event happened to.
 * @param {Event} event
 * @param {string} selector
 * @returns {HTMLElement | null}
 */
export const around = (event, selector) => (event.target instanceof Element ? event.target.closest(selector) : null);

/** @type {{ selector: string, call: (element: HTMLElement) => void, seen: WeakSet<Element> }[]} */
const awaited = [];
let looking = false;
function look() {
  looking = false;
  for (const { selector, call, seen } of awaited) {
    for (const element of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(selector))) {
      if (seen.has(element)) continue;
      seen.add(element);
      tell([call], element);
    }
  }
}
/**
 * Call once with each element that the selector finds, now or later: Dash makes the page late, and may make a part of it anew.
 * @param {string} selector
 * @param {(element: HTMLElement) => void} call
 */
export function onElement(selector, call) {
  awaited.push({ selector, call, seen: new WeakSet() });
  later();
}
function later() {
  if (looking) return;
  looking = true;
  requestAnimationFrame(look);
}
new MutationObserver(later).observe(document.documentElement, { childList: true, subtree: true });

/**
 * Call at each click inside an element that the selector finds, with that element.
 * @param {string} selector
 * @param {(element: HTMLElement, event: MouseEvent) => void} call
 */
export function onClick(selector, call) {
  document.addEventListener("click", (event) => {
    const element = around(event, selector);
    if (element) call(element, event);
  });
}

const NO_TEXT = /^(checkbox|radio|range|button|submit|reset|file|color|image)$/;
/**
 * Whether a key goes into a text, or chooses from a list by its letter. On a box that is ticked it does not: left to the browser, Ctrl+Z
 * there would change the text that was typed last, wherever that is.
 * @param {Pick<KeyboardEvent, "target" | "ctrlKey" | "metaKey">} event
 */
export function typing({ target, ctrlKey, metaKey }) {
  if (target instanceof HTMLInputElement) return !target.readOnly && !NO_TEXT.test(target.type); // read only: the box of a list
  if (target instanceof HTMLSelectElement) return !ctrlKey && !metaKey;
  return target instanceof HTMLElement && (target.isContentEditable || target.tagName === "TEXTAREA");
}
/**
 * Whether an event happens on the map, and not on what stands over it.
 * @param {Event} event
 */
export function overMap(event) {
  return Boolean(around(event, "#map-frame"));
}
/**
 * Put a text into the clipboard.
 * @param {string} text
 * @returns {Promise<boolean>} whether it is there
 */
export async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch { // no clipboard on an address that is neither localhost nor https
    const area = Object.assign(document.createElement("textarea"), { value: text });
    area.style.cssText = "position:fixed;opacity:0";
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}

/** The keys go to the map from now on. */
export const focusMap = () => byId("map-frame")?.focus({ preventScroll: true });

/**
 * Set properties of a component of Dash: the way to its callbacks.
 * @param {string} id
 * @param {Record<string, unknown>} properties
 */
export function setProps(id, properties) {
  window.dash_clientside.set_props(id, properties);
}
/**
 * Whether the callback that is being called was called for this property, such as `started-store.data`.
 * @param {string} property
 */
export function calledFor(property) {
  return window.dash_clientside.callback_context.triggered.some(({ prop_id }) => prop_id === property);
}
/** What a function that Dash calls answers for a property that stays as it is. */
export const asItIs = () => window.dash_clientside.no_update;
/**
 * Give Dash the functions that callbacks of the namespace `imagescape` name.
 * @param {Record<string, (...given: never[]) => unknown>} functions
 */
export function answerDash(functions) {
  window.dash_clientside.imagescape = functions;
}
