/* Owns the box in which a person gives a region a name of their own: F2 in the list of regions. */
import { renewFacets } from "./asking.mjs";
import { OURS } from "../map/fetching.mjs";
import { renewRegions } from "../map/regions.mjs";
import { h, useEffect, useRef } from "../panels/react.mjs";
import { regionAt } from "../state/regions.mjs";
import { act, state } from "../state/store.mjs";

/** @typedef {import("../state/regions.mjs").Region} Region */
/**
 * Give a region of the map that is shown a name; an empty one gives it back the one that was found.
 * @param {Region} region
 * @param {string} name
 */
export async function rename({ id }, name) {
  const { map } = state().view;
  const answer = await fetch(`/regions/${map}/${id}/name`, {
    method: "POST", headers: { ...OURS, "Content-Type": "application/json" }, body: JSON.stringify({ name }),
  }).catch(() => null);
  if (!answer?.ok) { act("say", { text: answer ? (await answer.text()).slice(0, 200) : "Imagescape does not answer" }); return; }
  renewRegions();
  await renewFacets();
}

/** @param {{ facet: import("../state/values.mjs").Facet, value: number, done: () => void }} given */
export function Rename({ facet, value, done }) {
  const box = useRef(/** @type {HTMLInputElement | null} */ (null)), region = regionAt(state().regions, value);
  useEffect(() => { box.current?.select(); }, []);
  const keys = (/** @type {import("react").KeyboardEvent<HTMLInputElement>} */ event) => {
    event.stopPropagation();
    if (event.key === "Escape") done();
    if (event.key !== "Enter") return;
    if (region) rename(region, event.currentTarget.value.trim());
    done();
  };
  const stop = (/** @type {import("react").SyntheticEvent} */ event) => event.stopPropagation();
  return h("input", {
    className: "value-rename", ref: box, autoFocus: true, defaultValue: region?.name ?? "", "aria-label": `Name of ${facet.name[value]}`,
    placeholder: "Name it", onKeyDown: keys, onBlur: done, onClick: stop, maxLength: 120,
  });
}
