// How is a picture drawn, and what does a person do to it? Places come from Python; here they are only drawn.
//
// Sends one trigger, `event`: {kind: "select" | "expand", id}, or {kind: "png", id: number of the request}: the picture is made when `granted` names it. The view (pan and zoom) stays where it was unless `token` changes.
import cytoscape from "./cytoscape.min.mjs";

const HUES = {
  Issue: 12, Duty: 36, Domain: 110, DivisionOfLabor: 174, Tenure: 214, Person: 262, Post: 230, Organization: 200, Missing: 0,
  Feedback: 24, Inspection: 24, Act: 60, Extension: 60, Authority: 290, Lead: 330, Finding: 345,
};
const alive = new WeakMap();

export default function render({ parentElement, data, setTriggerValue }) {
  let view = alive.get(parentElement);
  if (!view) {
    view = build(parentElement);
    alive.set(parentElement, view);
  }
  view.send = (kind, id) => setTriggerValue("event", { kind, id });
  update(view, data);
  return () => {
    view.observer.disconnect();
    clearInterval(view.watch);
    view.cy.destroy();
    alive.delete(parentElement);
  };
}

function build(root) {
  const holder = root.querySelector(".zeren-graph");
  const canvas = holder.querySelector(".canvas");
  const cy = cytoscape({
    container: canvas, layout: { name: "preset" }, minZoom: 0.05, maxZoom: 3, boxSelectionEnabled: false,
    autoungrabify: true,
  });
  const view = { cy, holder, canvas, token: null, at: null };
  cy.on("onetap", "node, edge", (e) => choose(view, e.target.id()));
  cy.on("dbltap", "node", (e) => view.send("expand", e.target.id()));
  holder.querySelector(".fit").onclick = () => fit(view);
  holder.querySelector(".in").onclick = () => zoom(view, 1.3);
  holder.querySelector(".out").onclick = () => zoom(view, 1 / 1.3);
  holder.querySelector(".png").onclick = () => view.send("png", String((view.asked = Date.now())));
  canvas.onkeydown = (e) => key(view, e);
  // cytoscape.js remembers where its box lies and cannot see from inside a shadow root that the page was scrolled: it must look again.
  for (const name of ["pointerdown", "mousedown", "touchstart", "pointerenter", "wheel"])
    canvas.addEventListener(name, () => cy.resize(), { capture: true, passive: true });
  view.observer = new ResizeObserver(() => cy.resize());
  view.observer.observe(canvas);
  view.watch = setInterval(() => restyle(view), 700); // the theme may be changed at any time, and says so nowhere
  holder.zeren = view; // for those who test it
  return view;
}

function update(view, data) {
  const { cy, holder } = view;
  for (const [name, text] of Object.entries(data.texts)) {
    const button = holder.querySelector("." + name);
    if (button) button.textContent = text;
  }
  view.canvas.setAttribute("aria-label", data.texts.aria);
  view.file = data.texts.file;
  holder.querySelector(".png").hidden = !data.mayTake;
  view.canvas.style.height = `${data.height}px`;
  const wanted = new Map();
  for (const n of data.nodes) wanted.set(n.id, { group: "nodes", data: n, position: { x: n.x, y: n.y } });
  for (const e of data.edges) wanted.set(e.id, { group: "edges", data: e });
  cy.batch(() => {
    cy.elements().filter((e) => !wanted.has(e.id())).remove();
    for (const [id, element] of wanted) {
      const old = cy.getElementById(id);
      if (old.empty()) cy.add(element);
      else {
        old.data(element.data);
        if (element.position) old.position(element.position);
      }
    }
    cy.elements().unselect();
    if (data.selected) cy.getElementById(data.selected).select();
  });
  view.at = data.selected || view.at;
  restyle(view, true);
  if (view.token !== data.token) {
    view.token = data.token;
    requestAnimationFrame(() => fit(view));
  }
  if (view.asked && data.granted === String(view.asked)) {
    view.asked = null;
    picture(view);
  }
}

function fit(view) {
  view.cy.resize();
  view.cy.fit(undefined, 18);
  if (view.cy.zoom() > 1.25) {
    view.cy.zoom(1.25);
    view.cy.center();
  }
}

function zoom(view, factor) {
  const { cy } = view;
  cy.zoom({ level: cy.zoom() * factor, renderedPosition: { x: cy.width() / 2, y: cy.height() / 2 } });
}

function picture(view) {
  const link = document.createElement("a");
  link.href = view.cy.png({ full: true, scale: 2, bg: view.colours.background });
  link.download = view.file;
  link.click();
}

function choose(view, id) {
  view.cy.elements().unselect();
  view.cy.getElementById(id).select();
  view.at = id;
  view.send("select", id);
}

// Arrow keys go to the nearest node in that direction, Enter chooses it, E expands it, + and - zoom, 0 fits.
function key(view, event) {
  const { cy } = view;
  const step = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }[event.key];
  if (step) move(view, step);
  else if (event.key === "Enter" && view.at) choose(view, view.at);
  else if ((event.key === "e" || event.key === "E") && view.at) view.send("expand", view.at);
  else if (event.key === "+" || event.key === "=") zoom(view, 1.3);
  else if (event.key === "-") zoom(view, 1 / 1.3);
  else if (event.key === "0") fit(view);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function move(view, [dx, dy]) {
  const { cy } = view;
  const here = cy.getElementById(view.at || "");
  let best = here.empty() || !here.isNode() ? cy.nodes()[0] : null;
  if (!best) {
    const p = here.position();
    let least = Infinity;
    cy.nodes().forEach((n) => {
      const q = n.position();
      const along = (q.x - p.x) * dx + (q.y - p.y) * dy;
      const aside = Math.abs((q.x - p.x) * dy) + Math.abs((q.y - p.y) * dx);
      if (along > 1 && along + 2.5 * aside < least) {
        least = along + 2.5 * aside;
        best = n;
      }
    });
  }
  if (!best) return;
  view.at = best.id();
  cy.elements().unselect();
  best.select();
  const seen = cy.extent();
  const p = best.position();
  if (p.x < seen.x1 || p.x > seen.x2 || p.y < seen.y1 || p.y > seen.y2) cy.center(best);
}

function restyle(view, always) {
  const own = getComputedStyle(view.holder);
  const background = own.getPropertyValue("--st-background-color").trim() || "#ffffff";
  const text = own.getPropertyValue("--st-text-color").trim() || "#222222";
  const font = own.getPropertyValue("--st-font").trim() || "sans-serif";
  const said = [background, text, font].join();
  if (!always && view.said === said) return;
  view.said = said;
  const dark = luminance(background) < 0.4;
  view.colours = { background, text };
  const tint = (kind) => `hsl(${HUES[kind] ?? 210}, ${kind in HUES ? 55 : 12}%, ${dark ? 20 : 94}%)`;
  const line = (kind) => `hsl(${HUES[kind] ?? 210}, ${kind in HUES ? 55 : 12}%, ${dark ? 62 : 40}%)`;
  const accent = dark ? "#ffb454" : "#b3261e";
  const quiet = dark ? "#8b93a1" : "#7b8494";
  view.cy.style([
    { selector: "node", style: {
      shape: "round-rectangle", width: "data(w)", height: "data(h)", label: "data(label)", "text-wrap": "wrap", "text-max-width": 1000,
      "text-valign": "center", "text-halign": "center", "font-size": 13, "line-height": 1.3, "font-family": font, color: text,
      "background-color": (n) => tint(n.data("kind")), "border-color": (n) => line(n.data("kind")), "border-width": 1.2 } },
    { selector: "node[?bears]", style: { "border-width": 3.2, "font-weight": "bold" } },
    { selector: 'node[kind = "Missing"]', style: { "border-style": "dashed", "border-width": 2.4, "border-color": accent, color: accent } },
    { selector: "edge", style: {
      width: 1.3, "curve-style": "bezier", "line-color": quiet, "target-arrow-color": quiet, "target-arrow-shape": "triangle", "arrow-scale": 0.8,
      label: "data(label)", "font-size": 10.5, "font-family": font, color: text, "text-background-color": background, "text-background-opacity": 0.86,
      "text-background-padding": 2, "text-rotation": "none", "min-zoomed-font-size": 6 } },
    { selector: "edge[?derived]", style: { "line-style": "dashed", "line-dash-pattern": [7, 4], label: "", "line-color": accent, "target-arrow-color": accent, width: 1.4 } },
    { selector: "edge[?holder]", style: { width: 2.6 } },
    { selector: ":selected", style: { "border-color": accent, "border-width": 4, "line-color": accent, "target-arrow-color": accent, "z-index": 20 } },
    { selector: "edge:selected", style: { width: 4, label: "data(label)", "font-size": 12, "z-index": 30 } },
  ]);
}

function luminance(colour) {
  const probe = document.createElement("canvas").getContext("2d");
  probe.fillStyle = colour;
  const hex = probe.fillStyle;
  if (!hex.startsWith("#")) return 1;
  const [r, g, b] = [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16) / 255);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
