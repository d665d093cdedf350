import { dice, equal, test } from "./harness.mjs";
import { facetOf, liesIn, randomFacet } from "./trees.mjs";
import { below, handOf, isKept, lines, openAtFirst } from "/assets/modules/explore/lines.mjs";

const SEEDS = Array.from({ length: 40 }, (_, i) => 300 + 11 * i);
/* a (1 row of its own) with a/b (3) and a/c (1); d (2). */
const TREE = facetOf(["a", "a/b", "a/c", "d"], ["d", "a/b", "a", "a/c", "d", "a/b", "a/b"]);
const [A, AB, AC, D] = [0, 1, 2, 3];
/* A folder with so many others, named by their numbers, the later with more pictures. */
const wide = (n, kind = "tree") => facetOf(["x", ...Array.from({ length: n }, (_, i) => `x/${i}`)],
  Array.from({ length: n }, (_, i) => Array(1 + (i % 7)).fill(`x/${i}`)).flat(), { kind });
const shown = (facet, open = [], whole = []) => lines(facet, new Set(open), new Set(whole));

test("the values at the top are those that lie in none", () => equal(below(TREE, -1), [A, D]));
test("what is in no region comes last, however many it is", () => {
  const facet = facetOf(["a", "b", "z"], ["a", "b", "b", "z", "z", "z"], { kind: "tree", facet: "region" });
  equal(below(facet, -1), [1, 0, 2]);
});
test("the values right below one are its own, and not theirs", () => equal([below(TREE, A), below(TREE, D)], [[AB, AC], []]));
test("in a tree the largest stands first, and of two as large the first", () => {
  const facet = facetOf(["a", "b", "c", "d"], ["b", "b", "d", "d", "c", "c", "c", "a"]);
  equal(below(facet, -1), [2, 1, 3, 0]);
});
test("values that are no tree stay in their order, as years do", () => {
  equal(below(facetOf(["2019", "2020", "2021"], ["2021", "2021", "2019", "2020"], { kind: "values" }), -1), [0, 1, 2]);
});
test("on any tree the values below one are all of its children by their size", () => {
  for (const seed of SEEDS) {
    const facet = randomFacet(seed);
    for (let above = -1; above < facet.name.length; above++) {
      const children = facet.parent.flatMap((of, value) => (of === above ? [value] : []));
      equal(below(facet, above), children.sort((a, b) => facet.count[b] - facet.count[a] || a - b), `${seed} ${above}`);
    }
  }
});

test("few folders at the top are unfolded at first, many are not", () => {
  const top = (n) => facetOf(Array.from({ length: n }, (_, i) => "abcde"[i]), ["a"]);
  equal([1, 3, 4].map((n) => openAtFirst(top(n)).size), [1, 3, 0]);
});
test("a folded tree has a line for each value at the top", () => {
  equal(shown(TREE), [{ value: A, level: 1, above: -1, more: 0 }, { value: D, level: 1, above: -1, more: 0 }]);
});
test("what lies below an unfolded value stands right under it, a level deeper", () => {
  equal(shown(TREE, [A]).map(({ value, level, above }) => [value, level, above]), [[A, 1, -1], [AB, 2, A], [AC, 2, A], [D, 1, -1]]);
});
test("what is unfolded inside a folded value does not show", () => {
  equal(shown(facetOf(["a", "a/b", "a/b/c"], ["a/b/c"]), [1]).map(({ value }) => value), [0]);
});
test("a value with nothing below it may be unfolded, and shows nothing", () => equal(shown(TREE, [D]).length, 2));
test("of many values the first sixty are listed, and a line says how many more there are", () => {
  const found = shown(wide(66), [0]);
  equal([found.length, found.at(-1)], [62, { value: -1, level: 2, above: 0, more: 6 }]);
});
test("a line that would stand for five or fewer is not worth its room", () => {
  equal([60, 61, 65].map((n) => shown(wide(n), [0]).length), [61, 62, 66]);
  equal([60, 61, 65].map((n) => shown(wide(n), [0]).some(({ more }) => more)), [false, false, false]);
});
test("all are listed where that was asked for, there and nowhere else", () => {
  equal([shown(wide(200), [0], [0]).length, shown(wide(200), [0], [-1]).length], [201, 62]);
  const two = facetOf([...wide(80).name.map((_, i) => (i ? `x/${i - 1}` : "x")), ...Array.from({ length: 81 }, (_, i) => (i ? `y/${i}` : "y"))], ["x"]);
  equal(shown(two, [0, 81], [81]).filter(({ more }) => more), [{ value: -1, level: 2, above: 0, more: 20 }]);
});
test("on any tree the lines are a walk through what is unfolded", () => {
  for (const seed of SEEDS) {
    const facet = randomFacet(seed, { values: 20 }), random = dice(seed), open = new Set(facet.name.map((_, value) => value).filter(() => random() < 0.6));
    const slow = [];
    const walk = (above, level) => {
      const children = facet.parent.flatMap((of, value) => (of === above ? [value] : []));
      for (const value of children.sort((a, b) => facet.count[b] - facet.count[a] || a - b)) {
        slow.push({ value, level, above, more: 0 });
        if (open.has(value)) walk(value, level + 1);
      }
    };
    walk(-1, 1);
    equal(lines(facet, open, new Set()), slow, String(seed));
  }
});

test("without a filter every value is kept", () => equal(isKept(TREE, null, D), true));
test("a value is kept where any row of it or below it is", () => {
  const chosen = Uint8Array.from([0, 0, 1, 0]);
  equal([A, AB, AC, D].map((value) => isKept(TREE, chosen, value)), [true, false, true, false]);
});
test("a value without rows keeps nothing, whatever is said of it", () => {
  equal(isKept(facetOf(["a", "b"], ["a"]), Uint8Array.from([0, 1]), 1), false);
});
test("on any tree a value is kept where a row is that lies in it", () => {
  for (const seed of SEEDS) {
    const facet = randomFacet(seed), random = dice(seed), chosen = Uint8Array.from(facet.name, () => (random() < 0.3 ? 1 : 0));
    const slow = facet.name.map((_, value) => [...facet.rows].some((at) => chosen[at] && liesIn(facet, at, value)));
    equal(facet.name.map((_, value) => isKept(facet, chosen, value)), slow, String(seed));
  }
});

test("a click keeps only this, with Ctrl or the Mac's key it adds, with Alt it takes away", () => {
  const hand = (...keys) => handOf({ ctrlKey: keys.includes("ctrl"), metaKey: keys.includes("meta"), altKey: keys.includes("alt") });
  equal([hand(), hand("ctrl"), hand("meta"), hand("alt"), hand("ctrl", "alt")], ["only", "add", "add", "less", "less"]);
});
