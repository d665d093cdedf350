/* Owns the gallery: a drawer of pictures. Loaded when it is first opened. */
import "./drawer.mjs";
import "./head.mjs";
import "./hand.mjs";
import "./rows.mjs";
import "./view.mjs";
