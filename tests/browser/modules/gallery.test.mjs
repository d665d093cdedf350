import { dice, equal, near, test } from "./harness.mjs";
import { between, heightOf, layOut, placeOf, stepTo } from "/assets/modules/gallery/layout.mjs";
import { alongCurve, alongMap } from "/assets/modules/gallery/orders.mjs";
import { grouped } from "/assets/modules/gallery/rows.mjs";
import { scaleOf, Scroller, TALLEST } from "/assets/modules/gallery/scroller.mjs";
import { fitOf, held, nearer, ownSize, scaleAt, shifted, transformOf, WHOLE } from "/assets/modules/gallery/zooming.mjs";
import { GALLERY, sourceNow } from "/assets/modules/state/gallery.mjs";

const groupsOf = (...sizes) => sizes.map((size, at) => {
  const from = sizes.slice(0, at).reduce((sum, one) => sum + one, 0);
  return { label: `g${at}`, from, to: from + size };
});
const laid = (sizes, how = {}) => layOut({ width: 500, size: 100, captions: false, named: sizes.length > 1, groups: groupsOf(...sizes), ...how });
const all = (layout) => Array.from({ length: layout.groups.at(-1).to }, (_, index) => ({ index, ...placeOf(layout, index) }));

test("cells stand in lines, none over another, none outside", () => {
  for (const sizes of [[1], [4], [5], [23], [3, 8, 1, 4], [0, 5], [7, 0, 2]]) {
    for (const how of [{}, { width: 120 }, { size: 56 }, { size: 0 }, { captions: true }, { width: 90 }]) {
      const layout = laid(sizes, how), cells = all(layout);
      for (const { x, y, index } of cells) {
        equal(x >= 0 && x + layout.wide <= (how.width ?? 500) && y >= 0 && y + layout.tall <= heightOf(layout), true, `${sizes} ${index}`);
        const over = cells.filter((other) => other.index !== index && Math.abs(other.x - x) < layout.wide && Math.abs(other.y - y) < layout.tall);
        equal(over.length, 0, `${sizes} ${JSON.stringify(how)} ${index}`);
      }
      equal(cells.map(({ group }) => group), cells.map(({ index }) => layout.groups.findIndex(({ from, to }) => index >= from && index < to)));
    }
  }
});
test("what lies between two places is what a look at each cell finds", () => {
  const random = dice(3);
  for (const sizes of [[40], [3, 18, 1, 9, 30], [1, 1, 1]]) {
    const layout = laid(sizes), height = heightOf(layout), cells = all(layout);
    for (let turn = 0; turn < 60; turn++) {
      const top = random() * height - 50, bottom = top + random() * 300, { from, to } = between(layout, top, bottom);
      const seen = cells.filter(({ y }) => y + layout.tall > top && y < bottom).map(({ index }) => index);
      equal(seen.every((index) => index >= from && index < to), true, `${sizes} ${top} ${bottom}: ${seen} in ${from} to ${to}`);
      equal(to - from <= seen.length + 4 * layout.columns, true, "and hardly more");
    }
  }
});
test("where there is nothing, nothing lies anywhere", () => {
  const none = layOut({ width: 500, size: 100, captions: false, named: false, groups: [] });
  equal(between(none, 0, 999), { from: 0, to: 0, first: 0, last: -1 });
});
test("a million rows take no more than their groups", () => {
  const layout = laid([1e6], { size: 0, width: 400 });
  equal([layout.columns, layout.tops.length, heightOf(layout) > 1e8], [1, 2, true]);
  const { from, to } = between(layout, 2e8, 2e8 + 600);
  equal([to - from <= 4, placeOf(layout, from).y <= 2e8 + 600], [true, true]);
});
test("the arrows go to the next cell on each side, and stay at the ends", () => {
  const layout = laid([10]); // four in a line: 0 to 3, 4 to 7, 8 and 9
  const from = (index, ...ways) => ways.reduce((at, way) => stepTo(layout, at, way, 250), index);
  equal([from(0, "right"), from(3, "right"), from(9, "right"), from(0, "left"), from(5, "left")], [1, 4, 9, 0, 4]);
  equal([from(1, "down"), from(1, "down", "down"), from(3, "down", "down"), from(9, "down"), from(9, "up"), from(1, "up")], [5, 9, 9, 9, 5, 1]);
  equal([from(5, "home"), from(5, "end"), from(0, "pagedown"), from(9, "pageup")], [0, 9, 8, 1]);
});
test("the arrows go from group to group in their column", () => {
  const layout = laid([6, 3, 5]); // 0-3, 4-5 | 6-8 | 9-12, 13
  const down = (index) => stepTo(layout, index, "down", 250), up = (index) => stepTo(layout, index, "up", 250);
  equal([down(1), down(3), down(5), down(8), down(6)], [5, 5, 7, 11, 9]);
  equal([up(9), up(12), up(8), up(6), up(13)], [6, 8, 5, 4, 9]);
});

test("the bar is a pixel a pixel where browsers allow it, and scaled where they do not", () => {
  equal([scaleOf(5000, 400), scaleOf(TALLEST, 400), scaleOf(300, 400)], [1, 1, 1]);
  near(scaleOf(3e8, 400), (3e8 - 400) / (TALLEST - 400));
});
test("the wheel moves by its own pixels whatever the scale, and the bar from end to end", async () => {
  const box = document.createElement("div"), spacer = document.createElement("div");
  box.style.cssText = "height:400px;width:300px;overflow-y:scroll";
  box.append(spacer);
  document.body.append(box);
  const scroller = new Scroller(box, spacer, () => {}), told = () => new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)));
  scroller.resize(3e8);
  for (let turn = 0; turn < 5; turn++) box.dispatchEvent(new WheelEvent("wheel", { deltaY: 120, cancelable: true }));
  equal(scroller.place, 600);
  await told();
  equal(scroller.place, 600, "the bar followed, and says nothing else");
  box.scrollTop = 1e9;
  await told();
  near(scroller.place, 3e8 - 400, 1);
  box.scrollTop = 0;
  await told();
  equal(scroller.place, 0);
  scroller.goTo(1e12);
  near(scroller.place, 3e8 - 400, 1);
  scroller.resize(1000);
  equal([scroller.place, spacer.style.height], [600, "1000px"]);
  box.remove();
});

test("along the map what comes next lies beside", () => {
  const side = 64, x = new Float32Array(side * side), y = new Float32Array(side * side);
  for (let row = 0; row < side * side; row++) { x[row] = row % side; y[row] = Math.floor(row / side); }
  const rows = alongMap(x, y);
  equal([...rows].sort((a, b) => a - b).join() === Array.from(x, (_, row) => row).join(), true, "each row once");
  const far = [...rows].slice(1).map((row, at) => Math.hypot(x[row] - x[rows[at]], y[row] - y[rows[at]]));
  equal(far.filter((one) => one > 2).length < 0.02 * far.length, true);
});
test("the curve goes through each cell once", () => {
  const places = new Set();
  for (let x = 0; x < 32; x++) for (let y = 0; y < 32; y++) places.add(alongCurve(x, y));
  equal([places.size, Math.max(...places)], [1024, 1023]);
});
test("points at one place, and a single one, have an order", () => {
  equal([alongMap(new Float32Array(3), new Float32Array(3)), alongMap(new Float32Array(1), new Float32Array(1))], [[0, 1, 2], [0]]);
});

test("rows that are grouped keep their order in each group", () => {
  const codes = [2, 0, 1, 0, 2, 1, 0], made = grouped(Uint32Array.from([6, 5, 4, 3, 2, 1, 0]), (row) => codes[row], (code) => `c${code}`);
  equal(made.rows, [6, 3, 1, 5, 2, 4, 0]);
  equal(made.groups, [{ label: "c0", from: 0, to: 3 }, { label: "c1", from: 3, to: 5 }, { label: "c2", from: 5, to: 7 }]);
});

const PANE = { width: 400, height: 300 }, PHOTO = { width: 4000, height: 2000 }, ICON = { width: 32, height: 32 };
test("all of a picture is seen at first, a small one enlarged but not beyond recognition", () => {
  near([fitOf(PHOTO, PANE), fitOf(ICON, PANE), fitOf({ width: 9, height: 9 }, PANE)], [0.1, 9.375, 12]);
  equal(transformOf(WHOLE, PHOTO, PANE), { scale: 0.1, left: 0, top: 50 });
});
test("nearer, what lies under the pointer stays there", () => {
  const random = dice(9);
  for (let turn = 0; turn < 50; turn++) {
    const look = held({ zoom: 2 + 5 * random(), x: 0.3 + 0.4 * random(), y: 0.3 + 0.4 * random() }, PHOTO, PANE);
    const at = { x: (random() - 0.5) * 100, y: (random() - 0.5) * 100 }, after = nearer(look, 1.4, at, PHOTO, PANE);
    const under = ({ x, y, zoom }) => [x * PHOTO.width + at.x / scaleAt({ zoom }, PHOTO, PANE), y * PHOTO.height + at.y / scaleAt({ zoom }, PHOTO, PANE)];
    near(under(after), under(look), 1e-6 * PHOTO.width);
  }
});
test("the picture never leaves its pane, and is never farther than whole or nearer than its pixels", () => {
  let look = WHOLE;
  for (const by of [{ x: 999, y: 0 }, { x: -9999, y: 500 }]) look = shifted({ ...look, zoom: 3 }, by, PHOTO, PANE);
  const { scale, left, top } = transformOf(look, PHOTO, PANE);
  equal([left <= 1e-6, top <= 1e-6, left + PHOTO.width * scale >= PANE.width - 1e-6, top + PHOTO.height * scale >= PANE.height - 1e-6], [true, true, true, true]);
  equal([held({ zoom: 0.01, x: 0.9, y: 0.1 }, PHOTO, PANE), nearer(WHOLE, 1e9, { x: 0, y: 0 }, PHOTO, PANE).zoom], [WHOLE, 400]);
});
test("a pixel a pixel is a pixel a pixel, of a picture that is smaller than its pane too", () => {
  for (const picture of [PHOTO, ICON, { width: 9, height: 300 }]) near(scaleAt(ownSize(WHOLE, picture, PANE), picture, PANE), 1);
});

test("what a hand selects among the pictures does not take them from under it; what is selected elsewhere is shown", () => {
  const now = { ...NOW, gallery: { ...GALLERY.initial, open: true } }, source = (gallery, by) => GALLERY.on.select(gallery, { by }, now).source;
  equal([source(now.gallery, "gallery"), source(now.gallery, "lasso"), source({ ...now.gallery, source: "all" }, "lasso")], ["all", null, null]);
  equal(source(GALLERY.initial, "large view"), null);
});

const NOW = { gallery: GALLERY.initial, selection: { count: 0 }, filter: { kept: null }, results: { of: null, rows: [] }, focus: { pinned: null } };
test("what is looked through is what was selected, else kept, else all; and what was chosen, if there is any of it", () => {
  const some = { selection: { count: 3 }, filter: { kept: new Uint8Array(4) }, results: { of: 7, rows: [1] }, focus: { pinned: 7 } }, of = (source) => ({ ...GALLERY.initial, source });
  equal([sourceNow(NOW), sourceNow({ ...NOW, ...some }), sourceNow({ ...NOW, filter: some.filter })], ["all", "selection", "kept"]);
  equal(["all", "kept", "alike"].map((source) => sourceNow({ ...NOW, ...some, gallery: of(source) })), ["all", "kept", "alike"]);
  equal(["selection", "kept", "alike"].map((source) => sourceNow({ ...NOW, gallery: of(source) })), ["all", "all", "all"]);
});
