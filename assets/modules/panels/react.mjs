/* Owns React, the one that Dash has loaded: what the panels take of it, and how a panel reads the state. No module but this one
   names `window.React`. A panel is a function of the state; it is drawn again whenever a part changes that it reads. */
import { onElement } from "../page.mjs";
import { state, subscribe } from "../state/store.mjs";

const { React, ReactDOM } = window;
export const { Fragment, memo, useEffect, useLayoutEffect, useMemo, useRef, useState } = React;
/** An element: its tag or component, its properties, what it contains. */
export const h = React.createElement;

/**
 * A part of the state. The panel is drawn at the end of the task that changed it, not a frame later.
 * @template {keyof import("../state/store.mjs").State} P
 * @param {P} part
 */
export function usePart(part) {
  return React.useSyncExternalStore((call) => subscribe([part], call), () => state()[part]);
}

/**
 * Draw a panel in the element of this id, which Dash leaves empty, as soon as it is there.
 * @param {string} id
 * @param {() => import("react").ReactElement | null} panel
 */
export function draw(id, panel) {
  onElement("#" + id, (element) => ReactDOM.createRoot(element).render(h(panel)));
}

/**
 * The thumbnail of a row. That of another row is another element: a browser goes on showing the old picture of one while the new one loads.
 * @param {string | null} map
 * @param {number} row
 * @param {import("react").ImgHTMLAttributes<HTMLImageElement>} [more]
 */
export const thumbnail = (map, row, more) => h("img", {
  key: `${map}/${row}`, src: `/thumb/${map}/${row}`, alt: "", loading: "lazy", ...more,
});

/**
 * The icon `assets/icons/<name>.svg`, as components/icons.py makes it.
 * @param {string} name
 * @param {number} size pixels
 */
export function icon(name, size) {
  const style = /** @type {import("react").CSSProperties} */ ({ "--icon": `url(/assets/icons/${name}.svg)`, "--side": size / 16 + "rem" });
  return h("span", { className: "icon", style, "aria-hidden": true });
}
