/* Owns what the left side, the find box and the chips are made of. Loaded once a map can be seen. */
import "./chips.mjs";
import "./descend.mjs";
import "./find.mjs";
import "./link.mjs";
import "./panel.mjs";
