/** What the page's other scripts put on `window`: Dash, its React, Plotly. And ours. */
import type { State } from "../../assets/modules/state/store.mjs";

declare global {
  interface Window {
    React: typeof import("react");
    ReactDOM: typeof import("react-dom/client");
    Plotly: {
      relayout(graph: object, change: object): Promise<unknown>;
      restyle(graph: object, change: object, traces: number[]): Promise<unknown>;
      update(graph: object, change: object, layout: object, traces: number[]): Promise<unknown>;
    };
    dash_clientside: {
      set_props(id: string, properties: Record<string, unknown>): void;
      no_update: unknown;
      callback_context: { triggered: { prop_id: string }[] };
      imagescape: Record<string, (...given: never[]) => unknown>;
    };
    imagescape: {
      /** Whether the map can be hovered. */
      readonly ready: boolean;
      readonly map: string | null;
      readonly rows: number;
      /** How many rows are drawn by now. */
      readonly drawn: number;
      readonly hovered: number | null;
      readonly selected: readonly number[];
      /** The rows that are drawn as pictures. */
      readonly pictures: number[];
      /** What is most alike, the best first. */
      readonly results: readonly number[];
      /** What the map is divided into, from few regions to many. */
      readonly regions: readonly (readonly import("../../assets/modules/state/regions.mjs").Region[])[];
      /** Where a row lies, in page pixels; null where it is not drawn. */
      pointAt(row: number): { x: number; y: number } | null;
      /** The state as it is now; it cannot be changed through this. */
      state(): State;
    };
  }
}
