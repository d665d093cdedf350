import { equal, test } from "./harness.mjs";
import { duration, fileSize, many, plural } from "/assets/modules/panels/words.mjs";

test("a number has commas", () => equal([0, 999, 1000, 1234567].map(many), ["0", "999", "1,000", "1,234,567"]));
test("a count takes an s but for one", () => {
  equal([0, 1, 2, 27000].map((count) => plural(count, "picture")), ["0 pictures", "1 picture", "2 pictures", "27,000 pictures"]);
});
test("a file's size has the unit that a person would use", () => {
  equal([0, 999, 1000, 9960, 123456, 5.25e6, 12e6, 2.5e9].map(fileSize),
    ["0 bytes", "999 bytes", "1 kB", "10 kB", "123 kB", "5.3 MB", "12 MB", "2.5 GB"]);
});
test("a set's size may be more gigabytes than one would write without commas", () => equal(fileSize(9.994e12), "9,994 GB"));
/* tests/components/source/test_status.py has the same for the card of a job. */
test("a time is seconds below 90, then minutes, and hours from 90 minutes on", () => {
  equal([1, 12.4, 89.4, 89.6, 90, 150, 3599, 89 * 60, 90 * 60, 36000].map(duration),
    ["1 s", "12 s", "89 s", "2 min", "2 min", "3 min", "60 min", "89 min", "1.5 h", "10.0 h"]);
});
test("what takes no time takes a second, as nothing is made in none", () => equal([0, 0.2, -3].map(duration), ["1 s", "1 s", "1 s"]));
