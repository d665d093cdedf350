/* Compares the boxes of all that is seen on a page: what lies outside of the window, what is cut off without saying so, what lies over
   something else. Answers a sentence for each fault. */
(() => {
  const SLACK = 1.5; // pixels
  const DRAWN = new Set(["IMG", "CANVAS", "INPUT", "TEXTAREA", "SELECT", "SVG"]);
  /* What may lie over other things: it is meant to, and what lies below can be reached. */
  const FLOATS = "#overlay, #pictures, .ring, #server-gone, .skip, .mantine-Notifications-root, .mantine-Tooltip-tooltip, .side-edge, .preview-close, .pane-name, .pane-close, .pane-problem";
  const PLOTLY = "#map .js-plotly-plot, #js-plotly-tester, .mantine-Input-section";
  const top = [...document.querySelectorAll("dialog:modal, [role=dialog], .mantine-Menu-dropdown, .mantine-Select-dropdown")]
    .filter((one) => one.checkVisibility()).at(-1);
  const root = top ?? document.body;

  const name = (element) => {
    const id = element.id ? "#" + element.id : "", text = element.textContent.trim().replace(/\s+/g, " ").slice(0, 40);
    const cls = typeof element.className === "string" && element.className ? "." + element.className.split(" ")[0] : "";
    return `<${element.tagName.toLowerCase()}${id || cls}>${text ? ` "${text}"` : ""}`;
  };
  const seen = (element) => {
    const box = element.getBoundingClientRect();
    return box.width > 1 && box.height > 1 && element.checkVisibility({ opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true });
  };
  const ownText = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  const leaf = (element) => DRAWN.has(element.tagName.toUpperCase()) || ownText(element) || element.classList.contains("icon") || element.classList.contains("swatch");
  const unseen = (element) => element.closest(".unseen, .upload-input, .skip:not(:focus)");

  /* The part of a box that its ancestors let through, and whether one of them scrolls. */
  function through(element) {
    let { left, top: t, right, bottom } = element.getBoundingClientRect(), scrolls = false, cut = null;
    let { position } = getComputedStyle(element);
    for (let above = element.parentElement; above && above !== document.documentElement; above = above.parentElement) {
      const style = getComputedStyle(above), box = above.getBoundingClientRect();
      if (position === "fixed") break;
      /* What is placed by one further out is not cut by those in between. */
      if (position === "absolute" && style.position === "static") continue;
      position = style.position;
      const flowX = style.overflowX, flowY = style.overflowY;
      if (/auto|scroll/.test(flowX + flowY)) scrolls = true;
      if (flowX !== "visible" || flowY !== "visible") {
        const before = [left, t, right, bottom];
        left = Math.max(left, box.left); right = Math.min(right, box.right); t = Math.max(t, box.top); bottom = Math.min(bottom, box.bottom);
        if (!scrolls && !cut && [left - before[0], t - before[1], before[2] - right, before[3] - bottom].some((by) => by > SLACK)) cut = above;
      }
    }
    return { left, top: t, right, bottom, scrolls, cut };
  }

  const faults = [], leaves = [];
  for (const element of root.querySelectorAll("*")) {
    if (!leaf(element) || !seen(element) || unseen(element) || element.closest(PLOTLY)) continue;
    const box = element.getBoundingClientRect(), part = through(element), style = getComputedStyle(element);
    if (part.right - part.left < 1 || part.bottom - part.top < 1) {
      if (!part.scrolls) faults.push(`${name(element)} cannot be seen: ${name(part.cut ?? element)} cuts it off`);
      continue;
    }
    if (!part.scrolls && (box.left < -SLACK || box.right > innerWidth + SLACK || box.top < -SLACK || box.bottom > innerHeight + SLACK)) {
      faults.push(`${name(element)} lies outside of the window`);
    }
    const told = style.textOverflow === "ellipsis" || style.webkitLineClamp !== "none";
    if (element.tagName !== "INPUT" && /hidden|clip/.test(style.overflowX) && element.scrollWidth > element.clientWidth + SLACK && !told) {
      faults.push(`${name(element)} is cut off at its right`);
    }
    if (told && element.scrollWidth > element.clientWidth + SLACK && !element.closest("[title]") && !element.closest("[aria-label]")) {
      faults.push(`${name(element)} is cut off, and nothing tells the whole`);
    }
    if (part.cut && !part.cut.closest(FLOATS)) faults.push(`${name(element)} is cut off by ${name(part.cut)}`);
    if (!element.closest(FLOATS)) leaves.push({ element, part });
  }
  for (let i = 0; i < leaves.length; i++) {
    for (let j = i + 1; j < leaves.length; j++) {
      const a = leaves[i], b = leaves[j];
      if (a.element.contains(b.element) || b.element.contains(a.element)) continue;
      const wide = Math.min(a.part.right, b.part.right) - Math.max(a.part.left, b.part.left);
      const high = Math.min(a.part.bottom, b.part.bottom) - Math.max(a.part.top, b.part.top);
      if (wide <= SLACK || high <= SLACK) continue;
      const x = Math.max(a.part.left, b.part.left) + wide / 2, y = Math.max(a.part.top, b.part.top) + high / 2;
      const stuck = (of) => { for (let at = of; at; at = at.parentElement) if (getComputedStyle(at).position === "sticky") return at; return null; };
      if (stuck(a.element) !== stuck(b.element)) continue;
      /* What lies wholly below a sheet or a drawer is not seen there. */
      const hit = document.elementsFromPoint(x, y), layer = (of) => of.closest("dialog, [role=dialog], aside, header, .header-rest, .zoom, .map-frame, .mantine-Menu-dropdown");
      if (layer(a.element) !== layer(b.element) && hit.length && [a, b].some(({ element }) => layer(element) && getComputedStyle(layer(element)).position !== "static")) continue;
      faults.push(`${name(a.element)} and ${name(b.element)} lie over one another`);
    }
  }
  return faults;
})()
