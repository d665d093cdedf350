/* Owns what the sheet says of the encoder that is chosen: its size and speed, whether it is on this machine, what to do if it is not. */
import { draw, h, useEffect, usePart, useState } from "../panels/react.mjs";
import { fileSize, many } from "../panels/words.mjs";
import { encoders } from "./asking.mjs";

/** @typedef {import("./asking.mjs").Encoder} Encoder */
/** How fast an encoder is, in words. @param {Encoder} encoder */
export function speed({ rate, work }) {
  if (rate !== null) return `${rate >= 10 ? many(Math.round(rate)) : rate.toFixed(1)} pictures a second on this machine`;
  const said = work > 1.2 ? `about ${Math.round(work)} times the work of the default` : "about the work of the default";
  return said + "; not measured here yet";
}
/** Where it is. @param {Encoder} encoder */
export function place({ here, bytes }) {
  if (!here) return `Not on this machine: ${fileSize(bytes)} to fetch once`;
  return bytes ? "On this machine" : "Comes with Imagescape";
}

function EncoderFacts() {
  const { encoder: chosen } = usePart("recipe"), [all, put] = useState(/** @type {Encoder[]} */ ([]));
  const ask = () => { encoders().then(put, () => {}); };
  useEffect(ask, [chosen]);
  const found = all.find(({ name }) => name === chosen);
  if (!found) return null;
  return h("div", null, h("p", null, `${place(found)} · ${speed(found)}`),
    !found.here && h("details", { className: "by-hand" }, h("summary", null, "Without the internet"),
      h("ol", null, h("li", null, "On a machine that has it, fetch ", h("span", { className: "path" }, found.url)),
        h("li", null, "Put the file into ", h("span", { className: "path" }, found.folder)),
        h("li", null, h("button", { className: "text-button", onClick: ask }, "Look again")))));
}
draw("encoder-facts", EncoderFacts);
