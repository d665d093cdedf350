import { equal, test } from "./harness.mjs";
import { drawn, how } from "/assets/modules/map/lasso.mjs";

const keys = (shiftKey, altKey) => ({ shiftKey, altKey });

test("a lasso goes on where the pointer goes", () => equal(drawn([[0, 0]], [5, 0], "lasso"), [[0, 0], [5, 0]]));
test("a step of less than three pixels is none, and the line is the same", () => {
  const line = [[0, 0], [10, 10]];
  equal(drawn(line, [12, 11], "lasso") === line, true);
  equal(drawn(line, [13, 10], "lasso").length, 3);
});
test("the line so far is not changed", () => {
  const line = [[0, 0]];
  drawn(line, [9, 9], "lasso");
  equal(line, [[0, 0]]);
});
test("a box has its first corner where it began", () => equal(drawn([[2, 3]], [10, 20], "select"), [[2, 3], [10, 3], [10, 20], [2, 20]]));
test("a box follows the pointer back", () => {
  equal(drawn(drawn([[2, 3]], [10, 20], "select"), [4, 5], "select"), [[2, 3], [4, 3], [4, 5], [2, 5]]);
});
test("Shift adds, Alt takes away, Shift before Alt", () => {
  equal([keys(false, false), keys(true, false), keys(false, true), keys(true, true)].map(how), ["only", "add", "less", "both"]);
});
