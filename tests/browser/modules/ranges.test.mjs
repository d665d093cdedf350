import { dice, equal, test } from "./harness.mjs";
import { numberOf, randomFacet, rowsKept } from "./trees.mjs";
import {
  binCount, carriedBins, fromKeys, keepsUnknown, keysOf, numeric, rangeChosen, rangeKey, rangeText, rangesOf,
} from "/assets/modules/state/ranges.mjs";
import { carried, chosenBy } from "/assets/modules/state/values.mjs";

const EDGES = [0.07, 0.2, 0.4, 0.6, 0.8, 0.93];
const LIGHT = numberOf(EDGES, [0.07, 0.1, 0.3, 0.5, 0.7, 0.9, null, 0.2]);
const SIZES = numberOf([900, 1000, 10_000, 1e5, 2e6], [900, 5000, 2e6], { facet: "bytes", title: "File size", scale: "log" });
const day = (text) => Date.parse(text + "T00:00Z") / 1000;
const DATES = numberOf(["2019-03-05", "2019-04-01", "2019-05-01", "2019-06-01", "2019-06-20"].map(day),
  ["2019-03-05", "2019-04-09", "2019-06-19"].map(day), { facet: "date", title: "Date", scale: "time", words: (at) => new Date(1000 * at).toISOString().slice(0, 7) });

test("a facet whose values are bins is a number", () => {
  equal([numeric(LIGHT), numeric(randomFacet(1)), numeric({ ...LIGHT, edges: undefined })], [true, false, false], "one of which nothing is known is none");
  equal([binCount(LIGHT), binCount(DATES), LIGHT.name.length], [5, 4, 6]);
});
test("a range is what lies between two bins, with both", () => {
  const chosen = rangeChosen(LIGHT, null, [1, 2], "only");
  equal([rangesOf(LIGHT, chosen), rowsKept(LIGHT, chosen), keepsUnknown(LIGHT, chosen)], [[[1, 2]], [2, 3, 7], false]);
});
test("a range is added to what is kept, or taken away from it", () => {
  const low = rangeChosen(LIGHT, null, [0, 0], "only");
  equal(rangesOf(LIGHT, rangeChosen(LIGHT, low, [3, 4], "add")), [[0, 0], [3, 4]]);
  equal(rangesOf(LIGHT, rangeChosen(LIGHT, null, [1, 2], "less")), [[0, 0], [3, 4]]);
  equal(keepsUnknown(LIGHT, rangeChosen(LIGHT, null, [1, 2], "less")), true, "what is not known was kept before");
});
test("a range of all is no filter where all is known", () => {
  equal([rangeChosen(SIZES, null, [0, 3], "only"), rangeChosen(LIGHT, null, [0, 4], "only") === null], [null, false]);
});
test("a range is said in the fewest words", () => {
  equal([[0, 1], [1, 2], [3, 4], [0, 4], [2, 2]].map((range) => rangeText(LIGHT, range)),
    ["up to 0.4", "0.2 to 0.6", "0.6 and more", "0.07 to 0.93", "0.4 to 0.6"]);
  equal([rangeText(DATES, [1, 1]), rangeText({ ...DATES, to: DATES.from }, [1, 1]), rangeText(DATES, [2, 3])], ["2019-04 to 2019-05", "2019-04", "from 2019-05 on"]);
});
test("a link names a range by its edges, open at the ends", () => {
  equal([[0, 1], [1, 2], [3, 4], [0, 4]].map((range) => rangeKey(LIGHT, range)), ["..0.4", "0.2..0.6", "0.6..", ".."]);
  equal([rangeKey(DATES, [1, 1]), rangeKey(DATES, [2, 3]), rangeKey(SIZES, [1, 1])], ["2019-04-01..2019-05-01", "2019-05-01..", "1000..10000"]);
});
test("times of day are named as short as they are", () => {
  const at = (text) => Date.parse(text + "Z") / 1000, hours = numberOf(["2019-03-05T05:00", "2019-03-05T06:00", "2019-03-05T07:30:30", "2019-03-05T09:00"].map(at), [at("2019-03-05T06:30")], { scale: "time" });
  equal(rangeKey(hours, [1, 1]), "2019-03-05T06:00..2019-03-05T07:30:30");
  equal(rangesOf(hours, fromKeys(hours, [rangeKey(hours, [1, 1])])), [[1, 1]]);
});
test("what a link says is read as it was meant, whatever was kept", () => {
  const random = dice(5);
  for (const facet of [LIGHT, SIZES, DATES]) {
    for (let turn = 0; turn < 40; turn++) {
      const chosen = Uint8Array.from(facet.name, () => (random() < 0.5 ? 1 : 0));
      if (!chosen.includes(1)) continue;
      equal(fromKeys(facet, keysOf(facet, chosen)), chosen, keysOf(facet, chosen).join());
    }
  }
});
test("a link of other bins keeps those whose middle lies in the range", () => {
  equal(rangesOf(LIGHT, fromKeys(LIGHT, ["0.25..0.65"])), [[1, 2]]);
  equal(rangesOf(SIZES, fromKeys(SIZES, ["2000..50000"])), [[1, 2]], "on its own scale");
  equal([fromKeys(LIGHT, ["0.41..0.42"]), fromKeys(LIGHT, ["x..y"]), fromKeys(LIGHT, ["a"]), fromKeys(LIGHT, ["1..2..3"])], [null, null, null, null]);
});
test("what is kept stays so when a map has grown and is cut otherwise", () => {
  const finer = numberOf([0.01, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.99], [0.01, 0.35, null]), chosen = rangeChosen(LIGHT, null, [1, 2], "only");
  equal(rangesOf(finer, carriedBins(LIGHT, finer, chosen)), [[2, 5]]);
  equal(rangesOf(finer, carried(LIGHT, finer, chosen)), [[2, 5]], "as the filter asks for it");
  const known = chosenBy(LIGHT, null, 5, "only");
  equal([keepsUnknown(finer, carried(LIGHT, finer, known)), rangesOf(finer, carried(LIGHT, finer, known))], [true, []]);
  equal(keepsUnknown(finer, carried(SIZES, finer, rangeChosen(SIZES, null, [0, 1], "only"))), false);
});
