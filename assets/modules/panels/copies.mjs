/* Owns what is told of the copies of a picture: where else the same file is, those in other folders first. */
import { factsOf } from "../map/facts.mjs";
import { click } from "../map/picking.mjs";
import { sameAs } from "../state/copies.mjs";
import { act } from "../state/store.mjs";
import { h, useEffect, usePart, useState } from "./react.mjs";
import { many } from "./words.mjs";

/** @typedef {{ row: number, folder: string, name: string }} Place */
const SHOWN = 5;

/**
 * Those in other folders than `folder` first, each kind by its path.
 * @param {Place[]} places
 * @param {string} folder
 */
export const othersFirst = (places, folder) => [...places].sort((a, b) => Number(a.folder === folder) - Number(b.folder === folder)
  || a.folder.localeCompare(b.folder) || a.name.localeCompare(b.name));

/** The facts of some rows, once they are here. @param {readonly number[]} rows @param {number | null} row */
function usePlaces(rows, row) {
  const [told, tell] = useState(/** @type {{ row: number | null, places: Place[] }} */ ({ row: null, places: [] })), key = rows.join();
  useEffect(() => {
    if (row === null || !key) return undefined;
    let current = true;
    const wanted = key.split(",").map(Number);
    Promise.all([row, ...wanted].map(factsOf)).then(([own, ...facts]) => {
      const places = facts.map(({ folder, name }, at) => ({ row: wanted[at], folder, name }));
      if (current) tell({ row, places: othersFirst(places, own.folder) });
    }, () => {});
    return () => { current = false; };
  }, [row, key]);
  return told.row === row ? told.places : [];
}

export function Copies() {
  const { shown } = usePart("focus"), copies = usePart("copies"), all = shown === null ? [] : sameAs(copies, shown);
  const places = usePlaces(all.filter((row) => row !== shown).slice(0, 4 * SHOWN), shown);
  if (all.length < 2) return null;
  const more = all.length - 1 - Math.min(SHOWN, places.length);
  return h("section", { id: "copies", className: "face-part", "aria-label": "Copies" },
    h("h3", { className: "face-head" }, `${many(all.length)} here: the same file`,
      h("button", { className: "text-button", onClick: () => act("select", { rows: all, how: "only", by: "copies" }) }, "Select them")),
    h("ul", { className: "copies" }, places.slice(0, SHOWN).map(({ row, folder, name }) => h("li", { key: row },
      h("button", {
        className: "text-button copies-path", title: `${folder}/${name}`,
        onClick: (/** @type {import("react").MouseEvent} */ event) => click(row, event),
        onMouseMove: () => act("point", { row }), onMouseLeave: () => act("point", { row: null }),
      }, folder ? `${folder}/${name}` : name)))),
    places.length > 0 && more > 0 && h("p", { className: "quiet" }, `and ${many(more)} more`));
}
/** How many rows are copies, for the face of the set. @param {{ told: import("../map/fetching.mjs").Overview["copies"] }} given */
export function CopiesOfSet({ told }) {
  const copies = usePart("copies");
  if (!told || !told.groups) return null;
  const files = told.groups === 1 ? "file is" : "files are";
  const text = `${many(told.groups)} ${files} here more than once, ${many(told.rows)} pictures in all`;
  return h("section", { className: "face-part", id: "set-copies" }, h("h3", { className: "face-head" }, "Copies"),
    h("p", null, `${text}${told.across ? `; ${many(told.across)} in several folders` : ""}. `,
      h("button", {
        className: "text-button", onClick: () => act("select", { rows: copies.rows, how: "only", by: "copies" }),
      }, "Select them")));
}
