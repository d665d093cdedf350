/* Owns what the sheet is made of in the browser. Loaded when the sheet is first seen. */
import "./encoder.mjs";
import "./folders.mjs";
import "./found.mjs";
