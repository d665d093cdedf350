import { equal, test } from "./harness.mjs";
import { readCopies } from "/assets/modules/gather/copies.mjs";
import { othersFirst } from "/assets/modules/panels/copies.mjs";
import { COPIES, sameAs, timesOf } from "/assets/modules/state/copies.mjs";

const BODY = Int32Array.from([2, 1, 3, 5, 0, 2, 4, 1, 3]).buffer;
const KNOWN = COPIES.on.bringCopies(COPIES.initial, readCopies(BODY), { view: { rows: 6 } });

test("the groups come as numbers: how many, how many across folders, where each ends, the rows", () => {
  equal(readCopies(BODY), { groups: 2, across: 1, ends: [3, 5], rows: [0, 2, 4, 1, 3] });
});
test("each row knows its copies, itself among them, and how many that is", () => {
  equal([0, 1, 2, 3, 4, 5].map((row) => sameAs(KNOWN, row)), [[0, 2, 4], [1, 3], [0, 2, 4], [1, 3], [0, 2, 4], []]);
  equal([0, 1, 5, 99].map((row) => timesOf(KNOWN, row)), [3, 2, 1, 1]);
});
test("before they are known no row has copies", () => equal([sameAs(COPIES.initial, 0), timesOf(COPIES.initial, 0)], [[], 1]));
test("copies are of one map", () => {
  const now = { view: { map: "a1", rows: 6 } };
  equal(COPIES.on.openMap(KNOWN, { map: "a1" }, now) === KNOWN, true);
  equal([COPIES.on.openMap(KNOWN, { map: "b2" }, now).groups, COPIES.on.closeMap(KNOWN, {}, now).groups], [0, 0]);
});
test("those in other folders come first, then by their paths", () => {
  const places = [["b", "2"], ["a", "9"], ["c", "1"], ["b", "1"]].map(([folder, name], row) => ({ folder, name, row }));
  equal(othersFirst(places, "b").map(({ row }) => row), [1, 2, 3, 0]);
});
