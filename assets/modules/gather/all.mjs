/* Owns how pictures are gathered: undo, the selection in the address, what is most alike. Loaded once a map can be seen. */
import "./copies.mjs";
import "./link.mjs";
import "./similar.mjs";
import "./undo.mjs";
