/* Owns a pane: one picture, whole, zoomed and moved as the others beside it are. */
import { factsOf } from "../map/facts.mjs";
import { around } from "../page.mjs";
import { reason } from "../panels/one.mjs";
import { h, icon, useEffect, useLayoutEffect, useRef, useState } from "../panels/react.mjs";
import { nearer, ownSize, shifted, transformOf, WHOLE } from "./zooming.mjs";

/** @typedef {import("./zooming.mjs").Look} Look */
const TURN = 0.0016; // of the wheel's pixels, how much nearer
/**
 * @typedef {object} Given
 * @property {number} row
 * @property {string | null} map
 * @property {Look} look
 * @property {(look: Look) => void} put
 * @property {boolean} current whether it is the one that the facts are of
 * @property {() => void} take
 * @property {(() => void) | null} close
 * @property {(own: (look: Look) => Look) => void} offer how the picture is seen pixel by pixel
 */

/** @typedef {{ row: number, address: string, width: number, height: number, problem: string }} Shown */
/** The picture of a row: its thumbnail until it is here. @param {string | null} map @param {number} row */
function useImage(map, row) {
  const [loaded, put] = useState(/** @type {Shown | null} */ (null));
  useEffect(() => {
    let current = true;
    const show = async (/** @type {string} */ address, /** @type {string} */ problem) => {
      const image = new Image();
      image.src = address;
      await image.decode();
      if (current) put({ row, address, width: image.naturalWidth, height: image.naturalHeight, problem });
    };
    show(`/thumb/${map}/${row}`, "").catch(() => {})
      .then(() => show(`/image/${map}/${row}`, ""))
      .catch(async () => {
        const problem = await reason(`/image/${map}/${row}`);
        if (current) put((now) => now && { ...now, problem });
      });
    return () => { current = false; };
  }, [map, row]);
  return loaded?.row === row ? loaded : null;
}
/** The name of a row's file, with its folder. @param {number} row */
function useName(row) {
  const [told, tell] = useState({ row: -1, text: "" });
  useEffect(() => {
    let current = true;
    factsOf(row).then(({ folder, name }) => { if (current) tell({ row, text: folder ? `${folder}/${name}` : name }); }, () => {});
    return () => { current = false; };
  }, [row]);
  return told.row === row ? told.text : "";
}
/** The room of an element. @param {import("react").RefObject<HTMLElement | null>} box */
function useRoom(box) {
  const [room, put] = useState({ width: 1, height: 1 });
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const measure = () => put({ width: element.clientWidth || 1, height: element.clientHeight || 1 });
    const watch = new ResizeObserver(measure);
    watch.observe(element);
    measure();
    return () => watch.disconnect();
  }, [box]);
  return room;
}

/** @param {Given} given */
export function Pane({ row, map, look, put, current, take, close, offer }) {
  const box = useRef(/** @type {HTMLDivElement | null} */ (null)), room = useRoom(box), image = useImage(map, row);
  const now = useRef({ look, image, room, put });
  now.current = { look, image, room, put };
  useEffect(() => {
    if (image) offer((of) => ownSize(of, image, room));
  }, [image, room, offer]);
  useEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    /* By hand, as React's own listeners cannot keep the page from scrolling. */
    const turn = (/** @type {WheelEvent} */ event) => {
      const { look: of, image: shown, room: pane, put: change } = now.current;
      event.preventDefault();
      if (!shown) return;
      const { left, top } = element.getBoundingClientRect();
      const at = { x: event.clientX - left - pane.width / 2, y: event.clientY - top - pane.height / 2 };
      change(nearer(of, Math.exp(-event.deltaY * TURN), at, shown, pane));
    };
    element.addEventListener("wheel", turn, { passive: false });
    return () => element.removeEventListener("wheel", turn);
  }, []);
  const drag = (/** @type {import("react").PointerEvent<HTMLDivElement>} */ event) => {
    take();
    /* A button in the pane is pressed, and not the picture moved. */
    if (event.button || around(event.nativeEvent, "button")) return;
    const { currentTarget: on, pointerId } = event;
    let { clientX: x, clientY: y } = event;
    on.setPointerCapture(pointerId);
    const move = (/** @type {PointerEvent} */ { clientX, clientY }) => {
      const { look: of, image: shown, room: pane, put: change } = now.current;
      if (shown) change(shifted(of, { x: clientX - x, y: clientY - y }, shown, pane));
      [x, y] = [clientX, clientY];
    };
    const end = () => {
      on.removeEventListener("pointermove", move);
      on.removeEventListener("pointerup", end);
      on.removeEventListener("pointercancel", end);
    };
    on.addEventListener("pointermove", move);
    on.addEventListener("pointerup", end);
    on.addEventListener("pointercancel", end);
  };
  const twice = () => { if (image) put(look.zoom > 1.001 ? WHOLE : ownSize(look, image, room)); };
  const name = useName(row);
  const { scale, left, top } = image ? transformOf(look, image, room) : { scale: 1, left: 0, top: 0 };
  const hand = { onPointerDown: drag, onDoubleClick: twice };
  return h("div", { className: "pane", ref: box, "data-row": row, "data-current": current || undefined, ...hand },
    image && h("img", {
      className: "pane-image", src: image.address, alt: "", draggable: false, "data-scale": scale.toFixed(3),
      style: {
        width: image.width + "px", height: image.height + "px", transform: `translate(${left}px,${top}px) scale(${scale})`,
        imageRendering: scale >= 2 ? "pixelated" : "auto",
      },
    }),
    close && h("p", { className: "pane-name" }, name),
    image?.problem && h("p", { className: "pane-problem" }, image.problem),
    close && h("button", { className: "tool pane-close", "aria-label": "Take this picture away", onClick: close }, icon("close", 16)));
}
