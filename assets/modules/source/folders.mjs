/* Owns the folder browser of the sheet, which tells how many pictures a folder holds, and the folders that were used last. */
import { byId, setProps } from "../page.mjs";
import { draw, h, icon, useEffect, useState } from "../panels/react.mjs";
import { onOpen } from "../panels/sheet.mjs";
import { many } from "../panels/words.mjs";
import { listing, sources, valueOf } from "./asking.mjs";

/** @typedef {import("./asking.mjs").Listing} Listing */
const AGAIN = 400; // milliseconds until counts that still grow are asked for again
const LAST = 4; // folders used last that are offered

/** Put a path into the folder box. @param {string} path */
const take = (path) => setProps("folder", { value: path });

/** @type {(() => void) | null} */
let toggle = null;
let early = false; // whether it was asked for before it was drawn
/** Unfold the browser, or fold it. */
export function browse() {
  if (toggle) toggle();
  else early = !early;
}

/** @param {Listing["folders"][number]} folder */
const countOf = ({ pictures, more }) => (pictures ? many(pictures) + (more ? "+" : "") : "");

/**
 * What a folder holds, asked for again while counts grow.
 * @param {string | null} path null while the browser is folded
 * @returns {[Listing | null, string]} the listing, and why there is none
 */
function useListing(path) {
  const [found, put] = useState(/** @type {Listing | null} */ (null)), [problem, say] = useState("");
  useEffect(() => {
    if (path === null) return undefined;
    let current = true, waiting = 0;
    const ask = async () => {
      try {
        const answer = await listing(path);
        if (!current) return;
        say(answer.problem);
        if (!answer.problem) put(answer);
        if (!answer.done) waiting = window.setTimeout(ask, AGAIN);
      } catch (error) {
        if (current) say(error instanceof Error ? error.message : String(error));
      }
    };
    ask();
    return () => { current = false; clearTimeout(waiting); };
  }, [path]);
  return [found, problem];
}

function Browser() {
  const typed = () => valueOf("folder").trim();
  const [path, go] = useState(/** @type {() => string | null} */ (() => (early ? typed() : null))), [found, problem] = useListing(path);
  toggle = () => go(path === null ? typed() : null);
  useEffect(() => { byId("browse")?.setAttribute("aria-expanded", String(path !== null)); }, [path]);
  if (path === null) return null;
  const into = (/** @type {string} */ name) => go(`${found?.path.replace(/\/$/, "")}/${name}`);
  const use = () => {
    take(found?.path ?? "");
    go(null);
  };
  return h("div", { className: "browser" },
    h("div", { className: "browser-head" },
      h("button", { className: "button rimmed", disabled: !found?.up, onClick: () => go(found?.up ?? path) }, icon("up", 14), "Up"),
      h("span", { className: "browser-path path" }, found?.path ?? ""),
      h("button", { className: "button rimmed", disabled: !found, onClick: use }, "Use this folder")),
    problem && h("p", { className: "found-problem", role: "alert" }, problem),
    h("ul", { className: "browser-list" },
      found?.folders.map((folder) => h("li", { key: folder.name },
        h("button", { className: "browser-row", onClick: () => into(folder.name) }, icon("folder", 16),
          h("span", { className: "browser-name" }, folder.shown), h("span", { className: "quiet" }, countOf(folder))))),
      found && found.more > 0 && h("li", { className: "quiet" }, `and ${many(found.more)} more; type the path instead`),
      found && !found.folders.length && h("li", { className: "quiet" }, "No folders in here.")));
}

function Last() {
  const [found, put] = useState(/** @type {import("./asking.mjs").Source[]} */ ([]));
  useEffect(() => onOpen(() => { sources().then(put, () => {}); }), []);
  if (!found.length) return null;
  return h("p", { className: "quiet" }, "Last used: ", found.slice(0, LAST).flatMap(({ path, name }, at) => [
    at > 0 && " · ", h("button", { key: path, className: "text-button", title: path, onClick: () => take(path) }, name)]));
}

draw("folder-browser", Browser);
draw("sources", Last);
