/* Owns undo and redo: it remembers each step, and takes it back or again. What the server keeps is changed there first, and a step that
   another window has undone since is told and left out. */
import { setProps } from "../page.mjs";
import { alike, snapshot } from "../state/history.mjs";
import { act, state, subscribe } from "../state/store.mjs";
import { stepOf } from "./steps.mjs";

/* Milliseconds within which two steps of one sort are one movement of the hand: a wheel, a walk, a word, a double click. */
/** @type {Record<string, number>} */
const TOGETHER = { move: 1000, pin: 1000, find: 3000, keep: 500 };

if (state().view.ready) act("takeAsGiven", { now: snapshot(state()) });
let last = -Infinity; // when the last step was taken
subscribe(["view", "filter", "selection", "focus"], (now, before, action, detail) => {
  const taken = snapshot(now), { present } = state().history;
  if (action === "undo" || action === "redo" || now.view.map === null) return;
  /* The hand is still at it: what comes of it is told. */
  if (action === "letMove") return;
  if (present && alike(present, taken)) return;
  const asked = action === "chooseColour" && now.view.mode === state().history.colour; // by a link or by undo, and not by a hand
  const step = present && now.view.ready && !asked ? stepOf(action, /** @type {never} */ (detail), now, before) : null;
  if (!step) { act("takeAsGiven", { now: taken }); return; }
  const joins = performance.now() - last < (TOGETHER[step.kind.split(" ")[0]] ?? 0);
  last = performance.now();
  act("remember", { ...step, now: taken, joins });
});

/**
 * Take the last step back, or the next one again.
 * @param {"undo" | "redo"} way
 */
export async function go(way) {
  const from = way === "undo" ? "past" : "future", step = state().history[from].at(-1), change = step?.[way === "undo" ? "back" : "forth"];
  if (!step) { act("say", { text: way === "undo" ? "There is nothing to undo" : "There is nothing to do again" }); return; }
  if (change && !(await change())) {
    if (state().history[from].at(-1) === step) act("forgetStep", { from });
    act("say", { text: `Not undone: ${step.name} was changed in another window since` });
    return;
  }
  if (state().history[from].at(-1) !== step) return;
  last = -Infinity;
  act(way, {});
  const { mode } = (way === "undo" ? step.before : step.after).view;
  if (mode !== state().view.mode) {
    act("expectColour", { mode });
    setProps("color-by", { value: mode });
  }
  act("say", { text: `${way === "undo" ? "Undone" : "Done again"}: ${step.name}` });
}
