/* Owns the start in the browser: it loads the modules, answers Dash's callbacks, and offers `window.imagescape` to tests and to
   anyone's script. Dash adds a query to this file's address, so that nobody imports it. */
import "./modules/state/link.mjs";
import "./modules/map/completing.mjs";
import { adopt, pointAt } from "./modules/map/figure.mjs";
import "./modules/map/keys.mjs";
import "./modules/map/lasso.mjs";
import { whenLoaded } from "./modules/map/loading.mjs";
import { paintBy } from "./modules/map/paint.mjs";
import { drawnPictures } from "./modules/map/pictures.mjs";
import { answerDash, onElement } from "./modules/page.mjs";
import { closeMaps, showSkipped } from "./modules/panels/drawers.mjs";
import "./modules/panels/frame.mjs";
import "./modules/panels/picture.mjs";
import { watch } from "./modules/panels/progress.mjs";
import "./modules/panels/share.mjs";
import "./modules/panels/sheet.mjs";
import { rowsOf } from "./modules/state/rowset.mjs";
import { act, state, subscribe } from "./modules/state/store.mjs";
import "./modules/upload/zone.mjs";

answerDash({
  recolour: (sent) => { paintBy(sent, whenLoaded); }, adopt, watch, closeMaps, showSkipped,
  tellRecipe: (encoder, sample, dimensions, projection) => {
    act("tellRecipe", { encoder, sample: Number(sample) || 0, dimensions, projection });
  },
});

/* What the pictures can be asked, and how they are gathered, comes once they can be seen; and where there are none, at once. */
const explore = () => { import("./modules/explore/all.mjs"); import("./modules/gather/all.mjs"); };
onElement('#map-frame[data-empty="true"]', explore);
subscribe(["view"], ({ view }, before) => { if (view.ready && !before.view.ready) explore(); });
/* The gallery comes when it is first opened, what is shown large when it first is. */
subscribe(["gallery"], ({ gallery }) => {
  if (gallery.open) import("./modules/gallery/all.mjs");
  if (gallery.large.length) import("./modules/gallery/large.mjs");
});

window.imagescape = {
  get ready() { return state().view.ready; },
  get map() { return state().view.map; },
  get rows() { return state().view.rows; },
  get drawn() { return state().view.drawn; },
  get hovered() { return state().focus.hovered; },
  get selected() { return rowsOf(state().selection.bits); },
  get pictures() { return [...drawnPictures().keys()]; },
  get results() { return state().results.rows; },
  get regions() { return state().regions.levels; },
  pointAt,
  state,
};

/* Events of the document, `imagescape:<name>`, for tests and anyone's script. */
/** @type {Record<string, (now: State, before: State) => unknown>} */
const EVENTS = {
  positions: ({ points }, before) => points.x !== before.points.x && points.n > 0,
  ready: ({ view }, before) => view.ready && !before.view.ready,
  complete: ({ view }, before) => view.ready && view.drawn === view.rows && (!before.view.ready || before.view.drawn !== before.view.rows),
  selected: ({ selection }, before) => selection.bits !== before.selection.bits,
};
/** @typedef {import("./modules/state/store.mjs").State} State */
subscribe(["view", "points", "selection"], (now, before) => {
  for (const [name, happened] of Object.entries(EVENTS)) {
    if (!happened(now, before)) continue;
    document.dispatchEvent(new CustomEvent("imagescape:" + name, name === "selected" ? { detail: rowsOf(now.selection.bits) } : {}));
  }
});
