/* Owns "Share": the link to what is seen, into the clipboard. */
import { byId, copied, onClick } from "../page.mjs";
import { linkNow } from "../state/link.mjs";
import { act } from "../state/store.mjs";

const TOLD = 1500; // milliseconds
let waiting = 0;

onClick("#share", async (button) => {
  const shown = await (await import("../gather/kept.mjs")).keepForLink();
  const done = await copied(linkNow()), word = button.querySelector(".word");
  const said = shown ? "The link is copied: it shows what you see now" : "The link is copied, without the selection: it could not be kept";
  act("say", { text: done ? said : "It could not be copied: the link is the page's address" });
  if (!word || byId("share") !== button) return;
  word.textContent = done ? "Copied" : "Share";
  clearTimeout(waiting);
  waiting = setTimeout(() => { word.textContent = "Share"; }, TOLD);
});
