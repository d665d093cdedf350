/* Owns having found what a map of an older version lacks: regions, measures and whatever else a newer one finds. The page asks when such
   a map is opened, and now and then whether it is done; no card tells of it. */
import { setProps } from "../page.mjs";
import { act, state, subscribe } from "../state/store.mjs";
import { complete, pause } from "./fetching.mjs";

const AGAIN = 2000; // milliseconds between two looks
/** @type {string | null} */
let following = null;

/** @param {string} map */
async function follow(map) {
  if (following === map) return;
  following = map;
  const wanted = () => state().view.map === map && following === map;
  let missed = await complete(map).catch(() => false);
  if (missed) {
    while (missed && wanted()) {
      await pause(AGAIN);
      missed = wanted() && await complete(map).catch(() => true);
    }
    if (wanted()) {
      act("completeMap", {});
      /* The choice of colours, and the colour that is shown, may have more to say. */
      setProps("completed-store", { data: map });
    }
  }
  if (following === map) following = null;
}
subscribe(["view"], ({ view }, before) => {
  const opened = view.ready && (!before.view.ready || view.map !== before.view.map || before.view.live);
  if (opened && !view.live && view.map !== null) follow(view.map);
});
