/* Owns three parts of the state: `view`, which map is shown and how; `points`, where its rows lie and their colours; and `job`, the card
   of the running job, which components/source/status.py writes. */

import { towards } from "./history.mjs";

/**
 * What the server says of a figure, `layout.meta`: `Meta` of components/map/figure.py, where each entry is explained.
 * @typedef {object} Meta
 * @property {string} map
 * @property {number} rows
 * @property {number} dims 2 or 3
 * @property {boolean} live whether the points still move
 * @property {number} size pixels across a mark
 * @property {[scale: number, power: number, least: number, most: number]} sizing the rule for `size`
 * @property {number} margin room around the outermost points, as a share of the map's width
 * @property {string} stamp another for each figure, also of the same map
 * @property {number[]} parts where the parts end in which points are fetched
 * @property {Palette} colours
 * @property {string} mode how the points are coloured
 * @property {string} usual the mode that an address need not name
 * @property {number} faint how visible a point is that is not selected, 0 to 1
 * @property {Record<"dots" | "polaroid", { symbol: string, opacity: number, scale: number }>} marks
 * @property {string} base the map on which these points have the same positions
 * @property {number} few rows of a map that shows its thumbnails when all of it is in view
 * @property {number} facts rows in a part of the row facts
 * @property {[name: string, label: string][]} lines of the side panel, that stand there for every picture
 * @property {number} settled the serial number of the last layout
 */
/**
 * What the codes of a colouring mean.
 * @typedef {object} Palette
 * @property {string[]} palette `#rrggbb` of each code
 * @property {string} edition part of the address of the codes
 */
/** @typedef {"pictures" | "dots" | "polaroid"} Marks */
/** @typedef {"map" | "grid"} Layout where the points lie: on the map, or side by side */
/** @typedef {"pan" | "lasso" | "select"} Tool what a drag does */
/**
 * A part of the map in data units, as Plotly's relayout takes it.
 * @typedef {{ "xaxis.range": [number, number], "yaxis.range": [number, number] }} Range
 */

/**
 * @typedef {object} View
 * @property {Readonly<Meta> | null} meta what the server said of the figure; null while no map is shown
 * @property {string | null} map its id, which changes when a map that grew becomes another with the same points
 * @property {number} rows how many the map has, or will have
 * @property {number} drawn how many of them are drawn
 * @property {boolean} ready whether the map can be hovered
 * @property {boolean} live whether its points still move
 * @property {number} size pixels across a dot
 * @property {string} mode how the points are to be coloured
 * @property {string} painted how they are coloured by now
 * @property {string} usual the mode that an address need not name
 * @property {Palette | null} colours
 * @property {boolean} followed whether all of the map is in view, and goes on to be
 * @property {Range | null} goal the part that was chosen to be seen, if any; it holds where `followed` is false
 * @property {Marks} marks
 * @property {Layout} layout
 * @property {Tool} tool
 * @property {boolean} coarse whether its marks are drawn at the screen's own fineness, as a finer one takes too long
 * @property {boolean} dark whether the sheet is dark
 * @property {string} said a sentence that stands for a moment in the hint's place
 * @property {number} completed how often something more has been found of the map since it was opened
 */
/** @type {View} */
const NOTHING = {
  meta: null, map: null, rows: 0, drawn: 0, ready: false, live: false, size: 6, mode: "", painted: "", usual: "", colours: null,
  followed: true, goal: null, marks: "pictures", layout: "map", tool: "pan", coarse: false, dark: false, said: "", completed: 0,
};

/**
 * @typedef {object} Points
 * @property {Float32Array} x positions in row order; kept, not copied
 * @property {Float32Array} y
 * @property {Float32Array | null} z
 * @property {number} n how many rows that is
 * @property {Uint8Array} codes their colours, places in the palette
 * @property {number} serial serial number of the layout that is here, -1 for none
 * @property {number} coded number of colours that are here, -1 for none
 */
/** @type {Points} */
const NONE = { x: new Float32Array(), y: new Float32Array(), z: null, n: 0, codes: new Uint8Array(), serial: -1, coded: -1 };

/**
 * @typedef {object} ViewActions
 * @property {{ map: string, meta: Readonly<Meta> }} openMap Plotly has drawn the figure of a map, without points
 * @property {{}} closeMap it has drawn the empty figure
 * @property {{ map: string }} adoptMap the map has become this one: the same points, under another id
 * @property {{ x: Float32Array, y: Float32Array, z: Float32Array | null, n: number, codes: Uint8Array, rows: number }} placePoints
 *   rows have these positions now; they are about to be drawn
 * @property {{ n: number }} drewPoints Plotly has drawn so many
 * @property {{ serial: number, n: number, palette: string[] | null }} hearLayout a layout of a map that forms has come
 * @property {{}} forgetLayout the next question for the layout is to bring everything, colours too
 * @property {{}} settleMap no point moves any more
 * @property {{ mode: string, usual?: string }} chooseColour `usual` is the mode that an address need not name
 * @property {{ codes: Uint8Array, colours: Palette, mode: string }} paintPoints the codes of a mode are here
 * @property {{ mode: string }} paintedPoints the layout brought the codes of a mode, and is drawn
 * @property {{ goal: Range, quiet?: boolean }} lookAt show this part; `quiet`, here as elsewhere: no hand asked for it, and none undoes it
 * @property {{ goal: Range }} movedTo a hand has brought this part into view
 * @property {{ goal: Range }} keptAt the layout grew, and this is what the part in view has become
 * @property {{ quiet?: boolean }} fitMap show all of the map, and go on to
 * @property {{}} letMove a hand moves the view, and nobody knows yet where to
 * @property {{ marks: Marks, quiet?: boolean }} markAs
 * @property {{ layout: Layout, quiet?: boolean }} arrangeAs
 * @property {{ tool: Tool }} useTool
 * @property {{ coarse: boolean }} coarsen
 * @property {{ dark: boolean }} darken
 * @property {{ text: string }} say
 * @property {{}} completeMap what an older version had not found of the map has been found
 */

/**
 * Pixels across a dot: the more there are the smaller.
 * @param {Readonly<Meta>} meta
 * @param {number} n
 */
export function sizeFor({ sizing: [scale, power, least, most] }, n) {
  return Math.max(least, Math.min(most, scale / n ** power));
}
/** How the points themselves are drawn: of pictures those without room are dots. @param {Marks} marks */
export const pointMarks = (marks) => (marks === "polaroid" ? "polaroid" : "dots");
/**
 * Pixels across a mark.
 * @param {View} view
 */
export function markSize({ meta, size, marks }) {
  return size * (meta ? meta.marks[pointMarks(marks)].scale : 1);
}
/**
 * Whether a drag draws a line around points.
 * @param {View} view
 */
export const selects = ({ ready, meta, tool }) => ready && meta?.dims === 2 && tool !== "pan";
/**
 * The part of the map that was chosen to be seen; null where all of it is.
 * @param {View} view
 */
export function chosenView({ followed, goal }) {
  return followed ? null : goal;
}

/**
 * The part with this change; the same part where it changes nothing.
 * @template {object} P
 * @param {P} part
 * @param {Partial<P>} change
 * @returns {P}
 */
function changed(part, change) {
  const names = /** @type {(keyof P)[]} */ (Object.keys(change));
  return names.every((name) => change[name] === part[name]) ? part : { ...part, ...change };
}
/**
 * Of a map that forms the size of the marks follows its rows.
 * @param {View} view
 * @param {number} rows
 */
const grown = (view, rows) => changed(view, { rows, size: view.meta && view.live ? sizeFor(view.meta, rows) : view.size });

/** The colour is not among it: Dash brings its codes. @param {View} view @param {import("./history.mjs").Snapshot | null} then */
function restored(view, then) {
  if (!then) return view;
  const { followed, goal, marks, layout } = then.view;
  return changed(view, { followed, goal, marks, layout });
}

/** @type {import("./store.mjs").Part<View>} */
export const VIEW = {
  initial: NOTHING,
  on: {
    openMap: (view, { map, meta }) => changed(view, {
      meta, map, rows: meta.rows, ready: false, live: meta.live, size: meta.size, drawn: view.map === map ? view.drawn : 0,
      coarse: view.map === map && view.coarse,
      mode: meta.mode, painted: meta.mode, usual: meta.usual, colours: meta.colours,
    }),
    closeMap: ({ marks, layout, tool, dark }) => ({ ...NOTHING, marks, layout, tool, dark }),
    adoptMap: changed,
    placePoints: (view, { rows }) => grown(view, rows),
    drewPoints: (view, { n }) => changed(view, { drawn: n, ready: true, ...(view.ready ? {} : { followed: true, goal: null }) }),
    hearLayout: (view, { palette }) => (palette && view.colours ? changed(view, { colours: { ...view.colours, palette } }) : view),
    settleMap: (view) => changed(view, { live: false }),
    chooseColour: (view, { mode, usual }) => changed(view, { mode, usual: usual ?? view.usual }),
    paintPoints: (view, { colours, mode }) => changed(view, { colours, painted: mode }),
    paintedPoints: (view, { mode }) => changed(view, { painted: mode }),
    lookAt: (view, { goal }) => changed(view, { followed: false, goal }),
    movedTo: (view, { goal }) => changed(view, { followed: false, goal }),
    keptAt: changed,
    /* Told in any case: the axes may be others though nobody has moved the view. */
    fitMap: (view) => ({ ...view, followed: true }),
    letMove: (view) => changed(view, { followed: false }),
    markAs: (view, { marks }) => changed(view, { marks }),
    arrangeAs: (view, { layout }) => changed(view, { layout }),
    useTool: changed,
    coarsen: changed,
    darken: changed,
    say: (view, { text }) => changed(view, { said: text }),
    completeMap: (view) => ({ ...view, completed: view.completed + 1 }),
    undo: (view, _, now) => restored(view, towards("undo", now)),
    redo: (view, _, now) => restored(view, towards("redo", now)),
  },
};

/** @type {import("./store.mjs").Part<Points>} */
export const POINTS = {
  initial: NONE,
  on: {
    openMap: (points, { map }, { view }) => (map === view.map ? points : NONE),
    closeMap: () => NONE,
    adoptMap: (points) => changed(points, { serial: -1 }),
    placePoints: (points, { x, y, z, n, codes }) => changed(points, { x, y, z, n, codes }),
    hearLayout: (points, { serial, n, palette }) => changed(points, { serial, coded: palette ? n : points.coded }),
    forgetLayout: (points) => changed(points, { serial: -1, coded: -1 }),
    paintPoints: (points, { codes }) => changed(points, { codes }),
  },
};

/**
 * The job that the page follows, as `job-store` holds it.
 * @typedef {{ id: string, state: string, map: string | null, n?: number }} Job
 */
/**
 * What the card says. Without a job the server tells `job` and `hidden` only.
 * @typedef {object} JobCard
 * @property {Job | null} job
 * @property {boolean} hidden
 * @property {string} stage
 * @property {string} step
 * @property {number} share per cent of the step that are done
 * @property {string} detail
 * @property {string} note
 * @property {boolean} stoppable
 * @property {boolean} closable
 */
/** @typedef {Partial<JobCard> & Pick<JobCard, "job" | "hidden">} ToldCard */
/** @typedef {{ tellJob: ToldCard }} JobActions */

/** @type {JobCard} */
const NO_JOB = { job: null, hidden: true, stage: "", step: "", share: 0, detail: "", note: "", stoppable: false, closable: false };

/** @type {import("./store.mjs").Part<JobCard>} */
export const JOB = { initial: NO_JOB, on: { tellJob: (card, told) => ({ ...card, ...told }) } };
