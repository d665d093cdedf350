/* Owns the sheet that starts a map: when it opens over the page, and closes. On the first-run screen it stands on the page. */
import { byId, onClick, onElement, tell } from "../page.mjs";

/** @type {(() => void)[]} */
let openers = [];
/**
 * Be told now, and whenever the sheet opens.
 * @param {() => void} call
 * @returns {() => void} ends it
 */
export function onOpen(call) {
  openers = [...openers, call];
  call();
  return () => { openers = openers.filter((other) => other !== call); };
}

const sheet = () => /** @type {HTMLDialogElement | null} */ (byId("new-map"));
const onPage = () => byId("screen")?.dataset.screen === "first";

/* Half of it is needed only where the sheet is seen. */
const load = () => import("../source/all.mjs");
onElement('#screen[data-screen="first"]', load);

/** Open the sheet, and put the keys into its first field. */
export function openSheet() {
  load();
  const dialog = sheet();
  if (!dialog || dialog.matches(":modal") || onPage()) return;
  dialog.showModal();
  tell(openers);
  const box = byId("folder");
  if (box instanceof HTMLInputElement) box.select();
}
/** Close the sheet where it lies over the page. */
export function closeSheet() {
  const dialog = sheet();
  if (dialog?.open) dialog.close();
}

onClick("#new-map-open", openSheet);
onClick("#new-map-close", closeSheet);
onClick("#new-map-cancel", closeSheet);
onClick("#browse", async () => (await load()).browse()); // also by who is quicker than the other half
/* Escape closes a list that is open, and not the sheet with it. */
onElement("#new-map", (dialog) => dialog.addEventListener("keydown", (event) => {
  /* As Mantine marks a list that is open. */
  if (event.key === "Escape" && dialog.querySelector('[aria-haspopup="listbox"][data-expanded="true"]')) event.preventDefault();
}, true));
/* A click beside the sheet, on what lies behind it, hits the dialog itself and nothing in it. */
onElement("#new-map", (dialog) => {
  let began = false;
  dialog.addEventListener("pointerdown", (event) => { began = event.target === dialog; });
  dialog.addEventListener("click", (event) => { if (began && event.target === dialog) closeSheet(); });
});
/* A recipe that is filled in is to be seen. */
onClick('[data-change="again"]', () => setTimeout(openSheet));
/* Files that are dropped anywhere go through the sheet, which tells how far they are. */
document.addEventListener("drop", openSheet);

/* Why no map can be made is told at its field, which may be out of sight. */
onElement("#new-map .mantine-InputWrapper-error", (told) => told.scrollIntoView({ block: "center" }));
