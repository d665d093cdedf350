import { dice, equal, near, test } from "./harness.mjs";
import { firstCamera, nearer, projected, together } from "/assets/modules/map/space.mjs";

const minus = (a, b) => a.map((value, axis) => value - b[axis]);
const dot = (a, b) => a.reduce((sum, value, axis) => sum + value * b[axis], 0);
const cross = ([a, b, c], [d, e, f]) => [b * f - c * e, c * d - a * f, a * e - b * d];
const unit = (a) => a.map((value) => value / Math.hypot(...a));
const list = ({ x, y, z }) => [x, y, z];

/* A cloud that is longer one way than the others, and lies somewhere. */
function cloud(n, random = dice(4)) {
  const of = (length, middle) => Float32Array.from({ length: n }, () => middle + length * (random() - 0.5));
  return { x: of(40, 7), y: of(10, -30), z: of(20, 2) };
}
/* Where the points are seen by a camera whose view is 45 degrees high, by the textbook: -1 to 1 across the height of the frame. */
function seen({ x, y, z }, camera) {
  const axes = [x, y, z].map((values) => [Math.min(...values), Math.max(...values)]);
  const size = Math.cbrt(axes.reduce((all, [low, high]) => all * (high - low), 1)) * (1 + 1 / 16);
  const eye = list(camera.eye), back = unit(minus(eye, list(camera.center))), right = unit(cross(list(camera.up), back));
  return [...x].map((_, row) => {
    const point = [x, y, z].map((values, axis) => (values[row] - (axes[axis][0] + axes[axis][1]) / 2) / size), from = minus(point, eye);
    const depth = -dot(from, back) * Math.tan(Math.PI / 8);
    return [dot(from, right) / depth, dot(from, cross(back, right)) / depth];
  });
}

test("the first camera has every point in view, and the cloud fills the frame from edge to edge one way", () => {
  for (const aspect of [0.6, 1.4, 3]) {
    const points = cloud(300), places = seen(points, firstCamera(points, aspect));
    const wide = Math.max(...places.map(([x]) => Math.abs(x))) / aspect, high = Math.max(...places.map(([, y]) => Math.abs(y)));
    equal(Math.max(wide, high) < 1 && Math.max(wide, high) > 0.85, true, `${wide} ${high}`);
  }
});
test("the cloud is in the middle of the frame where it does not fill it", () => {
  const places = seen(cloud(300), firstCamera(cloud(300), 3)), across = places.map(([x]) => x);
  near(Math.max(...across) + Math.min(...across), 0, 0.25);
});
test("the first camera looks from between the axes, with z up", () => {
  const { eye, center, up } = firstCamera(cloud(50), 1), way = unit(minus(list(eye), list(center)));
  near(way, [1, 1, 1].map((value) => value / Math.sqrt(3)));
  equal(up, { x: 0, y: 0, z: 1 });
});
test("points on one spot, and none, have a camera too", () => {
  const spot = (n) => ({ x: new Float32Array(n).fill(3), y: new Float32Array(n), z: new Float32Array(n) });
  for (const n of [0, 1, 4]) {
    const { eye, center } = firstCamera(spot(n), 1);
    near(list(center), [0, 0, 0]);
    near(Math.hypot(...list(eye)), Math.sqrt(3));
  }
});
test("the camera comes nearer to what it looks at, and not into it or out of sight", () => {
  const camera = { eye: { x: 3, y: 1, z: 1 }, center: { x: 1, y: 1, z: 1 }, up: { x: 0, y: 0, z: 1 } };
  near(list(nearer(camera, 2).eye), [2, 1, 1]);
  near(list(nearer(camera, 1e9).eye), [1.05, 1, 1]);
  near(list(nearer(camera, 1e-9).eye), [21, 1, 1]);
  near(list(nearer({ ...camera, eye: { x: 31, y: 1, z: 1 } }, 0.5).eye), [31, 1, 1], 1e-9);
});
test("matrices that are taken one after the other are one", () => {
  const random = dice(9), matrix = () => Array.from({ length: 16 }, random), steps = [matrix(), matrix(), matrix()], v = [1, 2, 3, 1];
  const times = (m, [a, b, c, d]) => [0, 1, 2, 3].map((r) => m[r] * a + m[4 + r] * b + m[8 + r] * c + m[12 + r] * d);
  near(times(together(steps), v), steps.reduce((point, m) => times(m, point), v), 1e-9);
});
test("a row lies on the page where the matrices put it, and one behind the camera nowhere", () => {
  const view = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, -1, 0, 0, 0, 0]; // looks along -z
  const points = { x: new Float32Array([0, 1, 1]), y: new Float32Array([0, 1, 1]), z: new Float32Array([-2, -2, 5]) };
  const { px, py, far } = projected(points, { steps: [view], left: 10, top: 20, width: 200, height: 100, across: 1 });
  equal([px, py, far], [[110, 160, 0], [70, 45, 0], [2, 2, 0]]);
});
