// The measures as a file that any spreadsheet opens, and back.

import { byDate, inUnit, isDate, readLength, today } from "./lengths.js";

/** @typedef {import("./lengths.js").Entry} Entry */
/** @typedef {import("./lengths.js").Unit} Unit */

const HEAD = ["date", "left", "right", "unit"];

/** @param {Entry[]} entries @param {Unit} unit @returns {string} numbers with a point, in this unit */
export function toCsv(entries, unit) {
  const length = (cm) => (cm === null ? "" : String(Math.round(inUnit(cm, unit) * 100) / 100));
  const rows = entries.map(({ date, left, right }) => [date, length(left), length(right), unit]);
  return [HEAD, ...rows].map((row) => `${row.join(",")}\r\n`).join("");
}

/**
 * What a file holds. Spreadsheets may have put semicolons, decimal commas or quotes.
 * @param {string} text @param {import("./lengths.js").Limits} limits
 * @returns {{entries: Entry[], skipped: number} | null} null when this is no file of ours
 */
export function fromCsv(text, limits) {
  const lines = text.replace(/^\uFEFF/, "").split(/\r\n|\r|\n/).filter((line) => line.trim() !== "");
  const mark = (lines[0] ?? "").includes(";") ? ";" : ",";
  const cells = (line) => line.split(mark).map((cell) => cell.trim().replace(/^"(.*)"$/, "$1"));
  if (cells(lines.shift() ?? "").join() !== HEAD.join()) return null;

  const entries = [];
  for (const line of lines) {
    const [date, left, right, unit] = cells(line);
    if (!isDate(date) || date > today() || (unit !== "in" && unit !== "cm")) continue;
    const [leftCm, rightCm] = [left, right].map((length) => readLength(length, unit, limits));
    if (leftCm === undefined || rightCm === undefined || (leftCm ?? rightCm) === null) continue;
    entries.push({ date, left: leftCm, right: rightCm });
  }
  const unique = byDate(entries);
  return { entries: unique, skipped: lines.length - unique.length };
}

/** Hands the reader a file that this page has made; nothing is sent. @param {string} name @param {string} text @param {string} type */
export function download(name, text, type) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000); // when even a slow phone has begun to save it
}
