// The plot of both legs over time: left is a solid line with dots, right a dashed one with squares.

import { dateText, inUnit } from "./lengths.js";

/** @typedef {import("./lengths.js").Entry} Entry */

const HEIGHT = 300;
const EDGE = { top: 30, right: 4, bottom: 36, left: 36 };
const INSET = 14; // so that no dot lies on the numbers

/** @param {string} tag @param {Record<string, string | number>} attributes @param {string} [text] */
function make(tag, attributes, text) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  if (text !== undefined) element.textContent = text;
  return element;
}

/** How far up the plot reaches, and the steps between its lines. @param {number} highest @param {"in" | "cm"} unit */
function scaleOf(highest, unit) {
  const sizes = unit === "in" ? [1, 2, 5] : [5, 10, 20];
  const step = sizes.find((size) => highest / size <= 7) ?? highest / 5;
  return { step, top: Math.ceil((highest * 1.05) / step) * step };
}

/**
 * @param {Entry[]} entries by date, at least one
 * @param {{width: number, unit: "in" | "cm", best: number, words: Record<"plot" | "best", string>, summary: string}} how
 *   `best` in centimeters
 * @returns {SVGElement}
 */
export function plot(entries, { width, unit, best, words, summary }) {
  const lengths = entries.flatMap(({ left, right }) => [left, right]).filter((cm) => cm !== null);
  const { step, top } = scaleOf(inUnit(Math.max(...lengths, best), unit), unit);
  const [first, last] = [entries[0], entries[entries.length - 1]].map(({ date }) => Date.parse(date));
  const [across, down] = [width - EDGE.left - EDGE.right - 2 * INSET, HEIGHT - EDGE.top - EDGE.bottom];
  const x = (date) => EDGE.left + INSET + across * (first === last ? 0.5 : (Date.parse(date) - first) / (last - first));
  const y = (length) => EDGE.top + down * (1 - length / top);
  const svg = make("svg", {
    viewBox: `0 0 ${width} ${HEIGHT}`, width, height: HEIGHT, role: "img",
    "aria-labelledby": "tracker-plot", "aria-describedby": "tracker-plot-words",
  });
  svg.append(make("title", { id: "tracker-plot" }, words.plot), make("desc", { id: "tracker-plot-words" }, summary));

  for (let length = 0; length <= top + step / 2; length += step) {
    svg.append(make("path", { class: "plot__grid", d: `M${EDGE.left} ${y(length)}H${width - EDGE.right}` }));
    svg.append(make("text", { x: EDGE.left - 8, y: y(length) + 5, "text-anchor": "end" }, String(Math.round(length))));
  }
  const goal = y(inUnit(best, unit));
  svg.append(make("path", { class: "plot__best", d: `M${EDGE.left} ${goal}H${width - EDGE.right}` }));
  svg.append(make("text", { class: "plot__aim", x: width - EDGE.right, y: goal - 8, "text-anchor": "end" }, words.best));

  const ends = first === last ? [[entries[0], "middle"]] : [[entries[0], "start"], [entries[entries.length - 1], "end"]];
  for (const [{ date }, anchor] of ends) {
    svg.append(make("text", { x: x(date), y: HEIGHT - 8, "text-anchor": anchor }, dateText(date)));
  }
  for (const leg of ["left", "right"]) {
    const points = entries.filter((entry) => entry[leg] !== null).map((entry) => [x(entry.date), y(inUnit(entry[leg], unit))]);
    if (points.length > 1) svg.append(make("path", { class: `plot__${leg}`, d: `M${points.map((point) => point.join(" ")).join("L")}` }));
    for (const [cx, cy] of points) {
      svg.append(leg === "left"
        ? make("circle", { class: "plot__left", cx, cy, r: 5 })
        : make("rect", { class: "plot__right", x: cx - 7, y: cy - 7, width: 14, height: 14 }));
    }
  }
  return svg;
}
