import { setOf, setWhere } from "/assets/modules/state/rowset.mjs";
import { equal, near, test } from "./harness.mjs";
import { act, state } from "/assets/modules/state/store.mjs";
import { coloursOf, parsed, solidColours, standingOf } from "/assets/modules/map/paint.mjs";

const PALETTE = ["#102030", "#ffffff", "#000000"];
const look = (codes, chosen = null, faint = 0.2) => ({ codes: new Uint8Array(codes), chosen, palette: PALETTE, faint });
/* Red, green, blue and alpha of a row's mark, and of its border. */
const row = (numbers, at) => [...new Uint8Array(numbers.buffer).slice(8 * at, 8 * at + 8)];

test("a colour is its red, green and blue", () => equal([parsed("#102030"), parsed("#ffFF00")], [[16, 32, 48], [255, 255, 0]]));
test("a row has the colour of its code, and no border", () => {
  const numbers = coloursOf(look([0, 1]));
  equal([row(numbers, 0), row(numbers, 1)], [[16, 32, 48, 255, 0, 0, 0, 0], [255, 255, 255, 255, 0, 0, 0, 0]]);
});
test("without a selection no row is pale", () => equal(row(coloursOf(look([2])), 0)[3], 255));
test("with one, all others are", () => {
  const numbers = coloursOf(look([0, 0, 0], setOf([1], 3)));
  equal([0, 1, 2].map((at) => row(numbers, at)[3]), [51, 255, 51]);
});
test("how pale is told", () => equal(row(coloursOf(look([1], setOf([], 1), 0.5)), 0)[3], 128));
test("rows that came after the selection was made are pale", () => {
  equal([0, 1].map((at) => row(coloursOf(look([0, 0], setOf([0], 1))), at)[3]), [255, 51]);
});
test("what is given to be filled is filled, and old borders stay none", () => {
  const into = new Uint32Array(4);
  equal(coloursOf(look([1, 2]), into) === into, true);
  equal(row(into, 1), [0, 0, 0, 255, 0, 0, 0, 0]);
  coloursOf(look([0, 0]), into);
  equal(row(into, 1), [16, 32, 48, 255, 0, 0, 0, 0]);
});
test("a code that the palette does not have is nothing that can be seen", () => equal(row(coloursOf(look([9])), 0), [0, 0, 0, 0, 0, 0, 0, 0]));
test("no rows, no colours", () => equal(coloursOf(look([])).length, 0));
test("a palette may have 256 colours", () => {
  const palette = Array.from({ length: 256 }, (_, code) => "#0000" + code.toString(16).padStart(2, "0"));
  const codes = Uint8Array.from({ length: 256 }, (_, code) => code), chosen = setWhere((code) => code % 2, 256);
  const numbers = coloursOf({ codes, chosen, palette, faint: 0 });
  equal([row(numbers, 255).slice(2, 4), row(numbers, 254).slice(2, 4)], [[255, 255], [254, 0]]);
});
/* How each of five rows stands: 0 as it is, 1 faint, 2 out. */
const standing = (given) => [0, 1, 2, 3, 4].map((at) => standingOf({ chosen: null, ...given }, at));
const bytes = (...values) => new Uint8Array(values);
const lit = { rows: [3, 4, 5, 6, 4], first: 4, last: 6 };
test("where nothing is said of them all rows stand as they are", () => equal(standing({}), [0, 0, 0, 0, 0]));
test("rows that are not selected are faint", () => equal(standing({ chosen: setOf([0, 2], 5) }), [0, 1, 0, 1, 1]));
test("rows that the filter does not keep are out, selected or not", () => {
  equal(standing({ kept: bytes(1, 1, 0, 0, 1), chosen: setOf([0, 2], 5) }), [0, 1, 2, 2, 1]);
});
test("rows of the value under the pointer are lit, and of the values below it", () => equal(standing({ lit }), [1, 0, 0, 1, 0]));
test("while any are lit the selection waits, and what is out stays out", () => {
  equal(standing({ lit, chosen: setOf([0, 3], 5) }), [1, 0, 0, 1, 0]);
  equal(standing({ lit, kept: bytes(1, 0, 1, 1, 1) }), [1, 2, 0, 1, 0]);
});
test("a row that is out has the colour of what is out, whatever its code", () => {
  const numbers = coloursOf({ ...look([0, 2]), kept: bytes(0, 1), out: [120, 128, 138, 56] });
  equal([row(numbers, 0), row(numbers, 1)], [[120, 128, 138, 56, 0, 0, 0, 0], [0, 0, 0, 255, 0, 0, 0, 0]]);
});
test("where nothing is said of its colour it cannot be seen", () => equal(row(coloursOf({ ...look([1]), kept: bytes(0) }), 0), [0, 0, 0, 0, 0, 0, 0, 0]));
test("a lit row has its colour, and the others are as faint as those that are not selected", () => {
  const numbers = coloursOf({ ...look([0, 0, 0, 0, 0]), lit });
  equal([0, 1, 2, 3, 4].map((at) => row(numbers, at)[3]), [51, 255, 255, 51, 255]);
});
test("in three dimensions Plotly is given the codes and a scale of flat steps, one more for what does not stand out", () => {
  const meta = { map: "a", rows: 2, dims: 3, colours: { palette: PALETTE, edition: 1 }, size: 10, sizing: [11, 0, 3, 11], marks: { dots: { scale: 1 } } };
  act("openMap", { map: "a", meta });
  act("placePoints", { x: new Float32Array(2), y: new Float32Array(2), z: new Float32Array(2), n: 2, codes: new Uint8Array([0, 1]), rows: 2 });
  const given = solidColours(), scale = given["marker.colorscale"][0];
  equal(given["marker.color"][0] === state().points.codes, true);
  near([given["marker.cmin"], given["marker.cmax"]], [-0.5, 3.5]);
  equal(scale.map(([, hex]) => hex), [...PALETTE, "#d9dce0"].flatMap((hex) => [hex, hex]));
  near(scale.map(([at]) => at), [0, 0.25, 0.25, 0.5, 0.5, 0.75, 0.75, 1]);
});
test("each code is in the middle of its own step", () => {
  const { "marker.colorscale": [scale], "marker.cmin": low, "marker.cmax": high } = solidColours();
  [...PALETTE, "#d9dce0"].forEach((hex, code) => {
    const at = (code - low) / (high - low), step = scale.findIndex(([from], i) => i % 2 === 0 && from <= at && at < scale[i + 1][0]);
    equal(scale[step][1], hex);
    near(at, (scale[step][0] + scale[step + 1][0]) / 2);
  });
});
test("in three dimensions rows that are out have that step, and the codes stay as they are", () => {
  act("keepFound", { found: { words: "x", rows: bytes(0, 1), count: 1 } });
  const given = solidColours();
  equal([given["marker.color"][0], state().points.codes], [[3, 1], [0, 1]]);
  const [out, kept] = given["marker.size"][0];
  near(out / kept, 0.4);
});
test("where the others are hidden that step cannot be seen", () => {
  act("hideOthers", { hide: true });
  equal(solidColours()["marker.colorscale"][0].slice(-2).map(([, colour]) => colour), ["rgba(0,0,0,0)", "rgba(0,0,0,0)"]);
  act("hideOthers", { hide: false });
  equal(solidColours()["marker.colorscale"][0].at(-1), [1, "#d9dce0"]);
  act("darken", { dark: true });
  equal(solidColours()["marker.colorscale"][0].at(-1), [1, "#30343a"], "pale on the dark sheet is dark");
  act("darken", { dark: false });
  act("keepAll", {});
  equal(solidColours()["marker.color"][0] === state().points.codes, true);
});
test("on the dark sheet a dim colour has its brighter one", () => {
  document.getElementById("map-frame").dataset.dark = JSON.stringify({ "#102030": "#8090a0" });
  act("darken", { dark: true });
  equal(solidColours()["marker.colorscale"][0][0], [0, "#8090a0"]);
  act("darken", { dark: false });
  equal(solidColours()["marker.colorscale"][0][0], [0, "#102030"]);
});
