/* Owns what eslint looks for in the browser's half. `make check` runs it from the project's folder. */
import foreignWrites from "./foreign-writes.mjs";

const HOUSE = { rules: { "foreign-writes": foreignWrites } };
/* What a browser has. Anything else that is not defined is a mistake. */
const BROWSER = [
  "window", "document", "location", "history", "navigator", "localStorage", "sessionStorage", "atob", "btoa", "AbortController", "performance", "console", "fetch", "matchMedia",
  "requestAnimationFrame", "setTimeout", "clearTimeout", "setInterval", "getComputedStyle", "structuredClone", "OffscreenCanvas", "URL", "createImageBitmap",
  "CustomEvent", "Element", "FormData", "HTMLAnchorElement", "HTMLButtonElement", "HTMLCanvasElement", "HTMLDialogElement", "HTMLElement", "HTMLInputElement", "HTMLSelectElement", "Image", "MouseEvent",
  "Blob", "ImageBitmap", "MutationObserver", "Path2D", "PointerEvent", "ResizeObserver", "TouchEvent", "URLSearchParams", "XMLHttpRequest",
];

/* Functions that give what their module keeps, and do not make it anew. */
const GIVERS = ["state", "grid", "figureMeta", "graph", "drawnPrints", "drawnPictures", "spriteOf", "levels", "nameAt", "regionAt", "drawnX"];
const foreign = (...globals) => ["error", { globals, givers: GIVERS }];

export default [
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  {
    files: ["assets/**/*.mjs"],
    languageOptions: { ecmaVersion: 2023, sourceType: "module", globals: Object.fromEntries(BROWSER.map((name) => [name, "readonly"])) },
    plugins: { house: HOUSE },
    rules: {
      "house/foreign-writes": foreign(),
      "array-callback-return": "error",
      "consistent-return": "error",
      "constructor-super": "error",
      "default-case-last": "error",
      eqeqeq: "error",
      "for-direction": "error",
      "getter-return": "error",
      "max-lines-per-function": ["error", { max: 60, skipComments: true, skipBlankLines: true }],
      "no-async-promise-executor": "error",
      "no-console": ["error", { allow: ["error"] }],
      "no-const-assign": "error",
      "no-dupe-args": "error",
      "no-dupe-class-members": "error",
      "no-dupe-else-if": "error",
      "no-dupe-keys": "error",
      "no-duplicate-imports": "error",
      "no-empty": "error",
      "no-eval": "error",
      "no-fallthrough": "error",
      "no-implied-eval": "error",
      "no-import-assign": "error",
      "no-loss-of-precision": "error",
      "no-new-func": "error",
      "no-param-reassign": "error",
      "no-redeclare": "error",
      "no-return-assign": ["error", "always"],
      "no-self-assign": "error",
      "no-self-compare": "error",
      "no-throw-literal": "error",
      "no-undef": "error",
      "no-unreachable": "error",
      "no-unsafe-finally": "error",
      "no-unused-expressions": "error",
      "no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      "no-use-before-define": ["error", { functions: false, variables: false }],
      "no-useless-catch": "error",
      "no-useless-return": "error",
      "no-var": "error",
      "object-shorthand": "error",
      "prefer-const": "error",
      "use-isnan": "error",
      "valid-typeof": "error",
    },
  },
  /* The border to Dash, and the entry: what they put on `window` is what they are there for. */
  { files: ["assets/modules/page.mjs"], rules: { "house/foreign-writes": foreign("window.dash_clientside.imagescape") } },
  { files: ["assets/main.mjs"], rules: { "house/foreign-writes": foreign("window.imagescape") } },
];
