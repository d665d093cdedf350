import { equal, test } from "./harness.mjs";
import { SAMPLE, paced } from "/assets/modules/map/pace.mjs";

const frames = (...took) => took;
test("frames that are slow halve what is drawn, of a small map what it has", () => {
  equal(paced(frames(50, 60, 70, 50, 60, 50), 1e6, SAMPLE), SAMPLE / 2);
  equal(paced(frames(50, 60, 70, 50, 60, 50), 27000, SAMPLE), 13500);
});
test("it is whole rows: the next part begins where the first ended", () => {
  equal(paced(frames(50, 60, 70, 50, 60, 50), 27001, SAMPLE), 13500);
});
test("but never so much that a map loses its shape", () => {
  equal([paced(frames(90, 90, 90), 27000, 13500), paced(frames(90, 90, 90), 1e6, 8192), paced(frames(90, 90, 90), 5000, SAMPLE)], [8192, 8192, 8192]);
});
test("one slow frame among quick ones changes nothing, and frames between slow and quick do not", () => {
  equal([paced(frames(16, 17, 300, 16, 17, 16), 1e6, SAMPLE), paced(frames(33, 33, 33, 33, 33, 33), 1e6, 16384)], [SAMPLE, 16384]);
});
test("where frames are quick there is room for more, up to a sample", () => {
  equal([paced(frames(16, 17, 16), 1e6, 16384), paced(frames(16, 17, 16), 1e6, 40000)], [32768, SAMPLE]);
});
