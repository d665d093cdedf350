/* Owns how pictures are gathered: undo, the selection in the address. Loaded once a map can be seen. */
import "./link.mjs";
import "./undo.mjs";
