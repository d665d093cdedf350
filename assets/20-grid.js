/* Owns finding the nearest point: a uniform grid over the positions, made by counting; no allocation per point or query. */
(function () {
  "use strict";
  const core = window.imagescape._;

  /* About two points a cell: a query looks into a handful of cells, however many points there are. */
  core.makeGrid = function (x, y) {
    const n = x.length;
    let x0 = Infinity, x1 = -Infinity, y0 = Infinity, y1 = -Infinity;
    for (let i = 0; i < n; i++) {
      const a = x[i], b = y[i];
      if (a < x0) x0 = a;
      if (a > x1) x1 = a;
      if (b < y0) y0 = b;
      if (b > y1) y1 = b;
    }
    const side = Math.max(1, Math.min(1024, Math.ceil(Math.sqrt(n / 2))));
    const sx = side / (x1 - x0 || 1), sy = side / (y1 - y0 || 1);
    const cell = (a, b) => Math.min(side - 1, ((a - x0) * sx) | 0) + side * Math.min(side - 1, ((b - y0) * sy) | 0);
    const start = new Int32Array(side * side + 1);
    for (let i = 0; i < n; i++) start[cell(x[i], y[i]) + 1]++;
    for (let c = 0; c < side * side; c++) start[c + 1] += start[c];
    const fill = start.slice(0, side * side);
    const rows = new Int32Array(n);
    for (let i = 0; i < n; i++) rows[fill[cell(x[i], y[i])]++] = i;
    return { x, y, x0, y0, sx, sy, side, start, rows };
  };

  function column(grid, value) { return Math.floor((value - grid.x0) * grid.sx); }
  function line(grid, value) { return Math.floor((value - grid.y0) * grid.sy); }

  /* The point nearest to (px, py) within `reach`, all in data units scaled by (kx, ky) to pixels; -1 if none.
     Of points on one spot the last row wins: it is the one drawn on top. */
  core.nearest = function (grid, px, py, kx, ky, reach) {
    const top = grid.side - 1, clamp = (v) => Math.max(0, Math.min(top, v));
    const cx = clamp(column(grid, px)), cy = clamp(line(grid, py));
    let best = -1, bestSquare = reach * reach;
    const wide = kx / grid.sx, high = ky / grid.sy; // pixels across a cell
    const rings = Math.ceil(reach / Math.min(wide, high)) + 1;
    const c0 = clamp(column(grid, px - reach / kx)), c1 = clamp(column(grid, px + reach / kx));
    const l0 = clamp(line(grid, py - reach / ky)), l1 = clamp(line(grid, py + reach / ky));
    const visit = (c, l) => {
      const at = c + grid.side * l;
      for (let k = grid.start[at]; k < grid.start[at + 1]; k++) {
        const row = grid.rows[k];
        const dx = (grid.x[row] - px) * kx, dy = (grid.y[row] - py) * ky;
        const square = dx * dx + dy * dy;
        if (square < bestSquare || (square === bestSquare && row > best)) { bestSquare = square; best = row; }
      }
    };
    /* Rings outwards from the pointer's cell, until no nearer point can follow. */
    for (let ring = 0; ring <= rings + grid.side; ring++) {
      const a = cx - ring, b = cx + ring, t = cy - ring, u = cy + ring;
      if (a < c0 && b > c1 && t < l0 && u > l1) break;
      if (best >= 0 && ring > 1 && (ring - 1) * Math.min(wide, high) > Math.sqrt(bestSquare)) break;
      for (let l = Math.max(t, l0); l <= Math.min(u, l1); l++) {
        if (l === t || l === u) {
          for (let c = Math.max(a, c0); c <= Math.min(b, c1); c++) visit(c, l);
        } else {
          if (a >= c0) visit(a, l);
          if (b <= c1 && b !== a) visit(b, l);
        }
      }
    }
    return best;
  };

  /* Rows inside a box of data coordinates, at most `most` of them (the rest is counted). */
  core.inBox = function (grid, xa, xb, ya, yb, most) {
    const top = grid.side - 1, clamp = (v) => Math.max(0, Math.min(top, v));
    const found = [];
    let count = 0;
    const c1 = clamp(column(grid, xb)), l1 = clamp(line(grid, yb));
    for (let l = clamp(line(grid, ya)); l <= l1; l++) {
      for (let c = clamp(column(grid, xa)); c <= c1; c++) {
        const at = c + grid.side * l;
        for (let k = grid.start[at]; k < grid.start[at + 1]; k++) {
          const row = grid.rows[k], a = grid.x[row], b = grid.y[row];
          if (a < xa || a > xb || b < ya || b > yb) continue;
          count++;
          if (found.length < most) found.push(row);
        }
      }
    }
    return { rows: found, count };
  };

  /* Rows inside a polygon (even-odd), by cells: whole cells far from the edge would be quicker still, this is quick enough. */
  core.inPolygon = function (grid, xs, ys) {
    const m = xs.length;
    let xa = Infinity, xb = -Infinity, ya = Infinity, yb = -Infinity;
    for (let i = 0; i < m; i++) {
      xa = Math.min(xa, xs[i]); xb = Math.max(xb, xs[i]);
      ya = Math.min(ya, ys[i]); yb = Math.max(yb, ys[i]);
    }
    const inside = [];
    for (const row of core.inBox(grid, xa, xb, ya, yb, Infinity).rows) {
      const px = grid.x[row], py = grid.y[row];
      let odd = false;
      for (let i = 0, j = m - 1; i < m; j = i++) {
        if (ys[i] > py !== ys[j] > py && px < ((xs[j] - xs[i]) * (py - ys[i])) / (ys[j] - ys[i]) + xs[i]) odd = !odd;
      }
      if (odd) inside.push(row);
    }
    return inside.sort((a, b) => a - b);
  };
})();
