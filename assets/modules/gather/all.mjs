/* Owns how pictures are gathered: undo, what can be done with a selection and where it is kept, what is most alike, copies. Loaded once a
   map can be seen. */
import "./added.mjs";
import "./copies.mjs";
import "./hands.mjs";
import "./kept.mjs";
import "./link.mjs";
import "./looking.mjs";
import "./similar.mjs";
import "./undo.mjs";
