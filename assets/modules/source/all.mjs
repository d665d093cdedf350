/* Owns what the sheet is made of in the browser. Loaded when the sheet is first seen. */
import "./encoder.mjs";
import "./found.mjs";
export { browse } from "./folders.mjs";
