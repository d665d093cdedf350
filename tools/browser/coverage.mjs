/* Owns the figures of a coverage: `node coverage.mjs FOLDER ASSETS` reads what Chromium counted (tests/coverage.py) and prints, for each
   module, how many of its statements have run, and the lines of those that have not. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "acorn";

const [folder, assets] = process.argv.slice(2);
const NO_STATEMENT = new Set(["BlockStatement", "EmptyStatement", "FunctionDeclaration", "ClassDeclaration"]);
const isStatement = ({ type }) => /Statement$|^VariableDeclaration$/.test(type) && !NO_STATEMENT.has(type);

/* Where each statement begins. What an arrow function answers without a block is a statement too. */
function statements(source) {
  const found = [];
  const visit = (node) => {
    if (!node || typeof node.type !== "string") return;
    if (isStatement(node)) found.push(node.start);
    if (node.type === "ArrowFunctionExpression" && node.expression) found.push(node.body.start);
    for (const value of Object.values(node)) for (const inner of [value].flat()) if (inner && typeof inner === "object") visit(inner);
  };
  visit(parse(source, { ecmaVersion: 2023, sourceType: "module" }));
  return [...new Set(found)];
}
/* A byte a character: whether it has run. Outer ranges come before those inside them, which say otherwise. */
function ran(functions, length) {
  const run = new Uint8Array(length);
  for (const { ranges } of functions) for (const { startOffset, endOffset, count } of ranges) run.fill(count ? 1 : 0, startOffset, endOffset);
  return run;
}

const modules = new Map(); // path below assets -> { source, begins, run }
for (const name of readdirSync(assets, { recursive: true }).filter((path) => path.endsWith(".mjs")).sort()) {
  const source = readFileSync(join(assets, name), "utf8");
  modules.set(name.replaceAll("\\", "/"), { source, begins: statements(source), run: new Uint8Array(source.length) });
}
for (const file of readdirSync(folder)) {
  for (const { url, functions } of JSON.parse(readFileSync(join(folder, file), "utf8"))) {
    const module = modules.get(new URL(url).pathname.replace(/^\/assets\//, ""));
    if (!module) continue;
    ran(functions, module.source.length).forEach((one, at) => { if (one) module.run[at] = 1; });
  }
}

let all = 0, done = 0;
for (const [path, { source, begins, run }] of modules) {
  const missed = begins.filter((at) => !run[at]).map((at) => source.slice(0, at).split("\n").length);
  all += begins.length;
  done += begins.length - missed.length;
  const share = (100 * (begins.length - missed.length)) / begins.length;
  console.log(`${path.replace("modules/", "").padEnd(22)}${String(begins.length).padStart(5)}${share.toFixed(1).padStart(8)} %  ${[...new Set(missed)].join(" ")}`);
}
console.log(`${"statements".padEnd(22)}${String(all).padStart(5)}${((100 * done) / all).toFixed(1).padStart(8)} %`);
