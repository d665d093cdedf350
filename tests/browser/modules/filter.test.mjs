import { dice, equal, test } from "./harness.mjs";
import { facetOf, liesIn, randomFacet, rowsKept } from "./trees.mjs";
import { FACETS, FILTER, keptBy } from "/assets/modules/state/filter.mjs";
import { chosenBy, countsOf, covering, fromWords, inWords, keyOf, pathOf } from "/assets/modules/state/values.mjs";

const SEEDS = Array.from({ length: 60 }, (_, i) => 1000 + 7 * i);
/* a (2 rows of its own) with a/b (1) and a/c (3); d (2), in which nothing lies; e, which has only e/b (1). */
const TREE = facetOf(["a", "a/b", "a/c", "d", "e", "e/b"], ["a", "a/b", "a/c", "d", "a", "a/c", "e/b", "a/c", "d"]);
const [A, AB, AC, D, E, EB] = [0, 1, 2, 3, 4, 5];
const N = TREE.rows.length;
/* What some hands have made of a facet: [value, how]. */
const after = (facet, ...hands) => hands.reduce((now, [value, how]) => chosenBy(facet, now, value, how), null);
/* A few hands by chance. */
function hands(facet, random, most = 6) {
  const any = (list) => list[Math.floor(random() * list.length)], values = facet.name.map((_, value) => value);
  return Array.from({ length: 1 + Math.floor(random() * most) }, () => [any(values), any(["only", "add", "less"])]);
}

test("a value is named by the way down to it", () => {
  equal([pathOf(TREE, AC), keyOf(TREE, AC), keyOf(TREE, EB), keyOf(TREE, A)], [["a", "c"], "a/c", "e/b", "a"]);
});

test("a value is kept with all that lies below it, and nothing else", () => {
  equal([rowsKept(TREE, after(TREE, [A, "only"])), rowsKept(TREE, after(TREE, [AB, "only"]))], [[0, 1, 2, 4, 5, 7], [1]]);
});
test("keeping only what alone is kept already keeps all again", () => {
  equal([after(TREE, [AC, "only"], [AC, "only"]), after(TREE, [A, "only"], [AC, "only"]) === null], [null, false]);
});
test("a value that is added joins what is kept; one that is taken away leaves all others", () => {
  equal(rowsKept(TREE, after(TREE, [AB, "only"], [D, "add"])), [1, 3, 8]);
  equal(rowsKept(TREE, after(TREE, [D, "less"])), [0, 1, 2, 4, 5, 6, 7]);
});
test("adding to nothing is keeping only that", () => equal(rowsKept(TREE, after(TREE, [D, "add"])), [3, 8]));
test("when everything has come back nothing is filtered", () => {
  equal([after(TREE, [D, "less"], [D, "add"]), after(TREE, [A, "only"], [D, "add"], [E, "add"])], [null, null]);
});
test("a value without rows of its own decides nothing", () => {
  equal(after(TREE, [A, "only"], [D, "add"], [EB, "add"]), null, "e has no rows of its own");
});
test("when the last is taken away nothing is kept, which is not all", () => {
  const none = after(TREE, [A, "less"], [D, "less"], [E, "less"]);
  equal([none === null, rowsKept(TREE, none)], [false, []]);
});
test("what was kept before stays as it was", () => {
  const before = after(TREE, [D, "only"]), copy = before.slice();
  chosenBy(TREE, before, A, "add");
  chosenBy(TREE, before, A, "less");
  equal(before, copy);
});
test("on any tree hands keep the rows that sets of rows would keep", () => {
  for (const seed of SEEDS) {
    const facet = randomFacet(seed), random = dice(seed + 1), all = [...facet.rows.keys()];
    let now = null, rows = new Set(all);
    for (const [value, how] of hands(facet, random)) {
      const below = all.filter((row) => liesIn(facet, facet.rows[row], value)), whole = now === null;
      const alone = !whole && [...now].every((one, at) => one === (liesIn(facet, at, value) ? 1 : 0));
      if (how === "only") rows = new Set(alone ? all : below);
      else if (how === "add") rows = new Set(whole ? below : [...rows, ...below]);
      else for (const row of below) rows.delete(row);
      now = chosenBy(facet, now, value, how);
      equal(rowsKept(facet, now), [...rows].sort((x, y) => x - y), `${seed}: ${how} ${keyOf(facet, value)}`);
      if (now === null) equal(rows.size, all.length, `${seed}: nothing is filtered`);
    }
  }
});

test("what is wholly in, or out, is named by the highest that is", () => {
  equal([covering(TREE, after(TREE, [A, "only"]), 1), covering(TREE, after(TREE, [A, "only"]), 0)], [[A], [D, E]]);
  equal([covering(TREE, after(TREE, [AC, "less"]), 1), covering(TREE, after(TREE, [AC, "less"]), 0)], [[~A, AB, D, E], [AC]]);
});
test("a value whose own rows alone are in is named alone, and not in the address of what lies below it", () => {
  equal([keyOf(TREE, A), keyOf(TREE, ~A)], ["a", "a/"]);
  equal([rowsKept(TREE, fromWords(TREE, { but: false, values: [~A] })), rowsKept(TREE, fromWords(TREE, { but: true, values: [~A] }))],
    [[0, 4], [1, 2, 3, 5, 6, 7, 8]]);
});
test("on any tree those are named that are whole and lie below no other that is, and alone those that are in or out alone", () => {
  for (const seed of SEEDS) {
    const facet = randomFacet(seed), random = dice(seed), chosen = Uint8Array.from(facet.name, () => Math.round(random()));
    for (const want of [0, 1]) {
      const states = (value) => [...facet.rows].filter((at) => liesIn(facet, at, value)).map((at) => chosen[at]);
      const whole = facet.name.map((_, value) => states(value).length > 0 && states(value).every((one) => one === want));
      const highest = facet.name.map((_, value) => value).filter((value) => whole[value]
        && !whole.some((is, other) => is && other !== value && liesIn(facet, value, other)));
      const alone = facet.name.map((_, value) => value).filter((value) => facet.own[value] && chosen[value] === want
        && !highest.some((other) => liesIn(facet, value, other)));
      equal(covering(facet, chosen, want), [...highest, ...alone.map((value) => ~value)].sort((a, b) => Math.max(a, ~a) - Math.max(b, ~b)), `${seed} ${want}`);
    }
  }
});
test("the fewest words are the values that are kept, or all but those that are out", () => {
  const words = (...made) => inWords(TREE, after(TREE, ...made));
  equal([words([A, "only"]), words([D, "less"])], [{ but: false, values: [A] }, { but: true, values: [D] }]);
  equal([words([AC, "less"]), words([AB, "only"], [D, "add"])], [{ but: true, values: [AC] }, { but: false, values: [AB, D] }]);
});
test("where nothing is kept it is all but everything", () => {
  equal(inWords(TREE, new Uint8Array(TREE.name.length)), { but: true, values: [A, D, E] });
});
test("words are at most as many as values that are in, and as values that are out", () => {
  for (const seed of SEEDS) {
    const facet = randomFacet(seed), chosen = after(facet, ...hands(facet, dice(seed + 2)));
    if (!chosen) continue;
    const { values } = inWords(facet, chosen), [out, kept] = [0, 1].map((want) => covering(facet, chosen, want).length);
    equal(values.length === (kept ? Math.min(out || Infinity, kept) : out), true, String(seed));
  }
});
test("wherever rows lie in a tree the words keep the same rows again", () => {
  for (const seed of SEEDS) {
    const facet = randomFacet(seed), chosen = after(facet, ...hands(facet, dice(seed + 3)));
    if (chosen) equal(rowsKept(facet, fromWords(facet, inWords(facet, chosen))), rowsKept(facet, chosen), String(seed));
  }
});
test("words are what a hand would have made", () => {
  equal(fromWords(TREE, { but: false, values: [A, D] }), after(TREE, [A, "only"], [D, "add"]));
  equal(fromWords(TREE, { but: true, values: [AC] }), after(TREE, [AC, "less"]));
});

/* Two facets of the same rows. */
const TWO = facetOf(["x", "y", "z"], ["x", "y", "z", "x", "x", "y", "x", "z", "y"], { facet: "kind", title: "Kind", kind: "values" });
const BOTH = { list: [], of: { folder: TREE, kind: TWO } };
const FOUND = { words: "cat", rows: Uint8Array.from([1, 1, 0, 1, 0, 0, 1, 0, 0]), count: 4 };
test("where nothing is filtered there is no byte a row", () => equal(keptBy(BOTH, { chosen: {}, found: null }, N), null));
test("a row is in where every facet keeps it, and it has the words", () => {
  const chosen = { folder: after(TREE, [A, "only"]), kind: after(TWO, [0, "only"]) };
  equal(keptBy(BOTH, { chosen, found: null }, N), [1, 0, 0, 0, 1, 0, 0, 0, 0]);
  equal(keptBy(BOTH, { chosen, found: FOUND }, N), [1, 0, 0, 0, 0, 0, 0, 0, 0]);
  equal(keptBy(BOTH, { chosen: {}, found: FOUND }, N), FOUND.rows);
});
test("what a facet itself says can be left out", () => {
  const chosen = { folder: after(TREE, [A, "only"]), kind: after(TWO, [0, "only"]) };
  equal(keptBy(BOTH, { chosen, found: null }, N, "folder"), [1, 0, 0, 1, 1, 0, 1, 0, 0]);
  equal(keptBy(BOTH, { chosen: { folder: chosen.folder }, found: null }, N, "folder"), null);
});
test("a facet that is not here yet says nothing", () => {
  equal(keptBy({ list: [], of: {} }, { chosen: { folder: after(TREE, [A, "only"]) }, found: null }, N), null);
});
test("rows that came after a facet are in until it knows them, and without the words until they are looked for", () => {
  equal(keptBy(BOTH, { chosen: { folder: after(TREE, [D, "only"]) }, found: null }, N + 2), [0, 0, 0, 1, 0, 0, 0, 0, 1, 1, 1]);
  equal([...keptBy(BOTH, { chosen: {}, found: FOUND }, N + 2)].slice(N), [0, 0]);
});
test("on any trees the rows are those that each of them keeps", () => {
  for (const seed of SEEDS) {
    const of = { one: randomFacet(seed, { facet: "one" }), two: randomFacet(seed + 1, { facet: "two", values: 5 }) }, random = dice(seed);
    const chosen = Object.fromEntries(Object.entries(of).map(([name, facet]) => [name, after(facet, ...hands(facet, random))]));
    for (const name of Object.keys(chosen)) if (!chosen[name]) delete chosen[name];
    const rows = Uint8Array.from({ length: 60 }, () => Math.round(random())), found = random() < 0.5 ? { words: "w", rows, count: 0 } : null;
    const kept = keptBy({ list: [], of }, { chosen, found }, 60);
    const slow = Array.from({ length: 60 }, (_, row) => (
      Object.entries(chosen).every(([name, values]) => values[of[name].rows[row]]) && (!found || rows[row]) ? 1 : 0));
    equal(kept ?? new Uint8Array(60).fill(1), slow, String(seed));
  }
});

test("without a filter a value has all of its rows", () => equal(countsOf(TREE, null), [6, 1, 3, 2, 1, 1]));
test("a value counts the rows below it that are in", () => {
  equal(countsOf(TREE, Uint8Array.from([1, 0, 0, 1, 0, 1, 1, 1, 0])), [3, 0, 2, 1, 1, 1]);
});
test("on any tree a value counts what it and those below it have", () => {
  for (const seed of SEEDS) {
    const facet = randomFacet(seed), random = dice(seed), kept = Uint8Array.from({ length: 60 }, () => Math.round(random()));
    const slow = facet.name.map((_, value) => [...facet.rows].filter((at, row) => kept[row] && liesIn(facet, at, value)).length);
    equal(countsOf(facet, kept), slow, String(seed));
    equal(countsOf(facet, new Uint8Array(60).fill(1)), facet.count, `${seed}: all`);
  }
});

/* The filter after some actions, on a map of N rows whose facets are here. */
const HERE = { view: { map: "m" }, points: { n: N }, facets: BOTH };
const filter = (...actions) => actions.reduce((now, [name, detail = {}, more = {}]) => FILTER.on[name](now, detail, { ...HERE, ...more }), FILTER.initial);
const KEEP_A = ["keep", { facet: "folder", value: A, how: "only" }];
test("a hand keeps rows, which are counted", () => {
  const { chosen, kept, count } = filter(KEEP_A);
  equal([Object.keys(chosen), kept, count], [["folder"], [1, 1, 1, 0, 1, 1, 0, 1, 0], 6]);
});
test("hands in two facets keep what both keep", () => {
  equal(filter(KEEP_A, ["keep", { facet: "kind", value: 1, how: "only" }]).kept, [0, 1, 0, 0, 0, 1, 0, 0, 0]);
});
test("a facet that keeps all is said nothing of", () => {
  equal(filter(KEEP_A, KEEP_A), FILTER.initial);
});
test("a hand on a facet that is not here changes nothing", () => {
  equal(filter(["keep", { facet: "year", value: 0, how: "only" }]) === FILTER.initial, true);
});
test("what a link says is kept; null keeps all", () => {
  const said = ["keepValues", { facet: "kind", chosen: Uint8Array.from([0, 0, 1]) }];
  equal(filter(said).count, 2);
  equal(filter(said, ["keepValues", { facet: "kind", chosen: null }]), FILTER.initial);
});
test("what was found is kept, beside what a facet keeps", () => {
  equal([filter(["keepFound", { found: FOUND }]).count, filter(KEEP_A, ["keepFound", { found: FOUND }]).count], [4, 2]);
  equal(filter(KEEP_A, ["keepFound", { found: FOUND }], ["keepFound", { found: null }]), filter(KEEP_A));
});
test("all is kept again at once, and the others stay hidden or not", () => {
  const all = filter(KEEP_A, ["keepFound", { found: FOUND }], ["hideOthers", { hide: true }], ["keepAll"]);
  equal(all, { ...FILTER.initial, hide: true });
});
test("hiding the others is said of the filter and changes no row", () => {
  const hidden = filter(KEEP_A, ["hideOthers", { hide: true }]);
  equal([hidden.hide, hidden.kept === filter(KEEP_A).kept, hidden.count], [true, false, 6]);
  equal(filter(["hideOthers", { hide: true }], ["hideOthers", { hide: false }]), FILTER.initial);
});
test("a value is lit until another is, and the same once", () => {
  const lit = filter(["light", { lit: { facet: "folder", value: A } }]);
  equal([lit.lit, lit.kept], [{ facet: "folder", value: A }, null]);
  equal(FILTER.on.light(lit, { lit: { facet: "folder", value: A } }, HERE) === lit, true);
  equal(FILTER.on.light(lit, { lit: { facet: "kind", value: A } }, HERE).lit.facet, "kind");
  equal([FILTER.on.light(lit, { lit: null }, HERE).lit, FILTER.on.light(FILTER.initial, { lit: null }, HERE) === FILTER.initial], [null, true]);
});
test("a filter is of one map; what is hidden is a habit", () => {
  const some = filter(KEEP_A, ["hideOthers", { hide: true }]);
  equal(FILTER.on.openMap(some, { map: "other" }, HERE), { ...FILTER.initial, hide: true });
  equal(FILTER.on.openMap(some, { map: "m" }, HERE) === some, true, "the same map, drawn again");
  equal(FILTER.on.closeMap(some, {}, HERE), { ...FILTER.initial, hide: true });
});
test("of a map that grows the byte a row follows its rows", () => {
  const some = filter(KEEP_A), grown = FILTER.on.placePoints(some, { n: N + 3 }, { ...HERE, points: { n: N } });
  equal([grown.kept.length, grown.count], [N + 3, 9]);
  equal(FILTER.on.placePoints(some, { n: N }, HERE) === some, true, "as many rows");
  equal(FILTER.on.placePoints(FILTER.initial, { n: N + 3 }, HERE) === FILTER.initial, true, "nothing is filtered");
});

/* The folder as it is when more rows have come: a has another below it, b is new, d is gone, and all stand elsewhere. */
const GROWN = facetOf(["a", "a/b", "a/bb", "a/c", "b", "e", "e/b"], ["a", "a/b", "a/c", "a/bb", "a", "a/c", "e/b", "a/c", "b", "b", "a/bb", "e/b"]);
const grown = (now) => FILTER.on.bringFacet(now, { facet: GROWN }, { ...HERE, points: { n: 12 } });
test("a facet that comes anew keeps what was kept, by name", () => {
  equal(rowsKept(GROWN, grown(filter(["keep", { facet: "folder", value: AC, how: "only" }])).chosen.folder), [2, 5, 7]);
});
test("what is new in it is kept as what it lies in; at the top it is out where only some are kept", () => {
  const now = grown(filter(KEEP_A));
  equal([rowsKept(GROWN, now.chosen.folder), now.count, now.kept.length], [[0, 1, 2, 3, 4, 5, 7, 10], 8, 12]);
});
test("what was taken away stays away", () => {
  const now = grown(filter(["keep", { facet: "folder", value: AC, how: "less" }]));
  equal([2, 5, 7].map((row) => now.kept[row]), [0, 0, 0]);
  equal([0, 1, 3, 4, 6].map((row) => now.kept[row]), [1, 1, 1, 1, 1]);
});
test("what is new at the top is in where all but some are kept", () => {
  const now = grown(filter(["keep", { facet: "folder", value: AC, how: "less" }]));
  equal([8, 9].map((row) => now.kept[row]), [1, 1], "b");
});
test("what is only renamed stays kept", () => {
  const renamed = { ...TREE, name: TREE.name.map((name, value) => (value === AC ? "named by hand" : name)) };
  const before = filter(["keep", { facet: "folder", value: AC, how: "only" }]);
  const now = FILTER.on.bringFacet(before, { facet: renamed }, HERE);
  equal([now.count, now.kept], [before.count, before.kept]);
});
test("on any trees what both have is kept as it was, and what is new as what it lies in", () => {
  for (const seed of SEEDS) {
    const old = randomFacet(seed, { rows: N }), made = randomFacet(seed + 1, { rows: 20 }), chosen = after(old, ...hands(old, dice(seed)));
    if (!chosen) continue;
    const known = new Map(old.name.map((_, value) => [keyOf(old, value), chosen[value]]));
    const slow = made.name.map((_, value) => {
      for (let path = pathOf(made, value); path.length; path = path.slice(0, -1)) if (known.has(path.join("/"))) return known.get(path.join("/"));
      return inWords(old, chosen).but ? 1 : 0;
    });
    const before = { ...FILTER.initial, chosen: { folder: chosen } };
    const now = FILTER.on.bringFacet(before, { facet: made }, { ...HERE, facets: { list: [], of: { folder: old } }, points: { n: 20 } });
    equal([now.chosen.folder, now.count], [slow, rowsKept(made, slow).length], String(seed));
  }
});
test("a facet that comes and is said nothing of changes nothing", () => {
  equal(FILTER.on.bringFacet(FILTER.initial, { facet: GROWN }, HERE) === FILTER.initial, true);
});
test("what a link said of a facet that was not here counts once it is", () => {
  const early = filter(["keepValues", { facet: "folder", chosen: after(TREE, [D, "only"]) }, { facets: { list: [], of: {} } }]);
  equal(early.kept, null);
  equal(FILTER.on.bringFacet(early, { facet: TREE }, { ...HERE, facets: { list: [], of: {} } }).kept, [0, 0, 0, 1, 0, 0, 0, 0, 1]);
});

const facets = (...actions) => actions.reduce((now, [name, detail]) => FACETS.on[name](now, detail, HERE), FACETS.initial);
test("the facets of a map are listed, and come one by one", () => {
  const listed = [{ facet: "folder", title: "Folder", kind: "tree", count: 6 }];
  const here = facets(["listFacets", { list: listed }], ["bringFacet", { facet: TREE }], ["bringFacet", { facet: TWO }]);
  equal([here.list, Object.keys(here.of), here.of.folder === TREE], [listed, ["folder", "kind"], true]);
  equal(FACETS.on.bringFacet(here, { facet: GROWN }, HERE).of.folder === GROWN, true, "and anew");
});
test("facets are of one map", () => {
  const here = facets(["bringFacet", { facet: TREE }]);
  equal(FACETS.on.openMap(here, { map: "m" }, HERE) === here, true, "the same map, drawn again");
  equal([FACETS.on.openMap(here, { map: "other" }, HERE), FACETS.on.closeMap(here, {}, HERE)], [FACETS.initial, FACETS.initial]);
});
