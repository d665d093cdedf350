import { dice, equal, test } from "./harness.mjs";
import { bitsFor, pack, unpack } from "/assets/modules/gather/packed.mjs";
import {
  both, bytesOf, eachRow, either, firstOf, fromBytes, has, noRows, others, rowsOf, same, setOf, setOfBytes, setWhere, sizeOf, turn, without,
} from "/assets/modules/state/rowset.mjs";

const N = 70; // not whole numbers of 32 bits
const some = (seed, share, n = N) => {
  const random = dice(seed);
  return Array.from({ length: n }, (_, row) => row).filter(() => random() < share);
};
const SETS = [[], [0], [31], [32], [69], [0, 31, 32, 63, 64, 69], some(1, 0.5), some(2, 0.05), some(3, 1)];

test("a set has its rows and no others", () => {
  for (const rows of SETS) {
    const bits = setOf(rows, N);
    equal([rowsOf(bits), sizeOf(bits)], [rows, rows.length]);
    equal(Array.from({ length: 100 }, (_, row) => has(bits, row)), Array.from({ length: 100 }, (_, row) => Number(rows.includes(row))));
  }
});
test("rows come once and rising, in whatever order they are told", () => equal(rowsOf(setOf([5, 3, 5, 40, 3], N)), [3, 5, 40]));
test("a row that the map does not have is left out", () => equal(rowsOf(setOf([3, 70, 95, 1000], N)), [3]));
test("nothing is the empty list", () => equal([rowsOf(null), rowsOf(noRows(N)), sizeOf(noRows(N))], [[], [], 0]));
test("the list of a set is made once", () => { const bits = setOf([1], N); equal(rowsOf(bits) === rowsOf(bits), true); });
test("a set is made of what is so, and of bytes", () => {
  equal(rowsOf(setWhere((row) => row % 7 === 0, N)), [0, 7, 14, 21, 28, 35, 42, 49, 56, 63]);
  equal(rowsOf(setOfBytes(Uint8Array.from([0, 1, 0, 2, 1]))), [1, 3, 4]);
});
test("the first of a set are its lowest", () => equal([2, 3, 99].map((most) => firstOf(setOf([4, 33, 66], N), most)), [[4, 33], [4, 33, 66], [4, 33, 66]]));
test("each row of a set is told once, rising", () => {
  const told = [];
  eachRow(setOf([64, 2, 31], N), (row) => { told.push(row); });
  equal(told, [2, 31, 64]);
});
test("a press takes away what is in, and adds what is not", () => {
  const bits = setOf([3], 40);
  equal([turn(bits, 3), turn(bits, 4), turn(bits, 99), turn(null, 3)], ["less", "add", "add", "add"]);
});

test("two sets together, what both have, what one alone has", () => {
  for (const a of SETS) {
    for (const b of SETS) {
      const [x, y] = [setOf(a, N), setOf(b, N)], all = Array.from({ length: N }, (_, row) => row);
      equal(rowsOf(either(x, y)), all.filter((row) => a.includes(row) || b.includes(row)));
      equal(rowsOf(both(x, y)), a.filter((row) => b.includes(row)));
      equal(rowsOf(without(x, y)), a.filter((row) => !b.includes(row)));
      equal(same(x, y), a.join() === b.join());
    }
  }
});
test("the others are the rest of the map, and none behind its end", () => {
  for (const n of [1, 31, 32, 33, 64, N]) {
    const rows = some(n, 0.4, n), rest = others(setOf(rows, n), n);
    equal(rowsOf(rest), Array.from({ length: n }, (_, row) => row).filter((row) => !rows.includes(row)), String(n));
    equal(rowsOf(others(rest, n)), rows);
  }
});
test("a set of fewer rows is one of a map that grew", () => {
  equal(rowsOf(either(setOf([3], 10), setOf([69], N))), [3, 69]);
  equal(sizeOf(others(setOf([3], 10), N)), N - 1);
  equal([same(setOf([3], 10), setOf([3], N)), same(null, noRows(1)), same(null, null)], [true, false, true]);
});
test("a set is bytes for the server, and comes back", () => {
  equal(bytesOf(setOf([0, 9, 69], N), N), [1, 2, 0, 0, 0, 0, 0, 0, 32]);
  for (const rows of SETS) equal(rowsOf(fromBytes(bytesOf(setOf(rows, N), N), N)), rows);
});

test("what is packed is unpacked the same", () => {
  for (const n of [1, 5, N, 27000]) {
    for (const [seed, share] of [[1, 0], [2, 0.01], [3, 0.3], [4, 0.5], [5, 0.8], [6, 1]]) {
      const bits = setOf(some(seed, share, n), n);
      equal(same(unpack(pack(bits, n), n), bits), true, `${n} ${share}`);
    }
  }
});
test("a set that is packed has letters of an address only", () => {
  for (const rows of SETS) equal(/^[\w.~-]*$/.test(pack(setOf(rows, N), N)), true);
});
test("312 of 27,000 rows take some 450 letters, near what nothing could beat", () => {
  const n = 27000, share = 312 / n, bits = setOf(some(7, share, n), n), count = sizeOf(bits);
  const least = (-n * (share * Math.log2(share) + (1 - share) * Math.log2(1 - share))) / 6;
  equal(pack(bits, n).length < 1.1 * least * (count / 312) + 5, true, `${pack(bits, n).length} for ${count}, ${least}`);
});
test("all but one take as many letters as one", () => equal(pack(others(setOf([123], 27000), 27000), 27000).length < 16, true));
test("the longest gaps and the shortest have a remainder that suits them", () => {
  equal([bitsFor(0, 10), bitsFor(1, 1e6), bitsFor(500000, 1e6), bitsFor(1, 1)], [2, 19, 0, 0]);
});
test("what is no packed set is none", () => {
  const good = pack(setOf([3, 60], N), N);
  equal(["", "x", "5", "5.", "99.AA", "1.!!", `~69.${good}`, `~${N}.`].map((text) => unpack(text, N)).map((bits) => bits && rowsOf(bits)),
    [null, null, null, [], null, null, null, null]);
  equal(unpack(good, 60), null, "it has a row that this map has not");
});
