import { equal, test } from "./harness.mjs";
import { readIndex, sheetsFor } from "/assets/modules/map/sprites.mjs";

function body(edition, cell, across, ends, place) {
  const numbers = Int32Array.from([edition, cell, across, place.length, ends.length, ...ends, ...place]);
  return numbers.buffer;
}
test("the index says where each row's picture is, and in which order rows appear", () => {
  const { edition, cell, across, place, levels } = readIndex(body(7, 48, 21, [1, 3], [2, 0, 1]));
  equal([edition, cell, across, place], [7, 48, 21, [2, 0, 1]]);
  equal(levels.order, [1, 0, 2]);
});
test("a sheet is fetched for many pictures, and of those the most useful; the others come by themselves", () => {
  /* Sheets of four cells; rows 0 to 99 in order: of 12 rows each of the sheets 0, 1, 2 has four. */
  const index = readIndex(body(1, 48, 2, [100], Array.from({ length: 100 }, (_, row) => row)));
  equal(sheetsFor([0, 1, 2, 3], index), [], "too few");
  const large = readIndex(body(1, 48, 20, [4000], Array.from({ length: 4000 }, (_, row) => row)));
  const rows = [[0, 15], [400, 30], [800, 9], [1200, 12], [1600, 20], [2000, 11], [2400, 10]]
    .flatMap(([first, count]) => Array.from({ length: count }, (_, at) => first + at));
  equal([...sheetsFor(rows, large)], [1, 4, 0, 3]);
  equal(sheetsFor(rows, null), []);
});
