// Lengths and dates of the knee-to-wall tracker: read, checked, and put into words in the page's language.

/** @typedef {"in" | "cm"} Unit */
/** @typedef {{date: string, left: number | null, right: number | null}} Entry one test; lengths in centimeters, or not measured */
/** @typedef {{lowest: number, highest: number}} Limits in inches, both included */

const CM_PER_INCH = 2.54;
const LONGEST_CM = 1000; // what is kept may be older than today's limits, but never longer than this

const language = document.documentElement.lang || "en";
const dates = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeZone: "UTC" });
const tenths = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
const units = {
  in: new Intl.NumberFormat(language, { style: "unit", unit: "inch", unitDisplay: "long", maximumFractionDigits: 1 }),
  cm: new Intl.NumberFormat(language, { style: "unit", unit: "centimeter", maximumFractionDigits: 1 }),
};

/** @param {number} cm @param {Unit} unit @returns {number} */
export const inUnit = (cm, unit) => (unit === "in" ? cm / CM_PER_INCH : cm);

/** @param {number} length @param {Unit} unit @returns {number} to a hundredth, so that a tenth of either unit comes back as it was */
export const toCm = (length, unit) => Math.round(length * (unit === "in" ? CM_PER_INCH : 1) * 100) / 100;

/** @param {number} inches @param {Unit} unit @returns {number} as somebody with a ruler reads it */
export const limit = (inches, unit) => Math.round(inUnit(inches * CM_PER_INCH, unit) * 10) / 10;

/** @param {number} cm @param {Unit} unit @returns {string} such as "4.5" */
export const numberText = (cm, unit) => tenths.format(inUnit(cm, unit));

/** @param {number} cm @param {Unit} unit @returns {string} such as "4.5 inches" */
export const lengthText = (cm, unit) => units[unit].format(inUnit(cm, unit));

/** @param {string} date @returns {string} such as "Mar 3, 2026" */
export const dateText = (date) => dates.format(new Date(date));

/** @returns {string} today, where the reader is, as 2026-03-03 */
export function today() {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}

/** Whether this is a day of the calendar as 2026-03-03. @param {unknown} text */
export function isDate(text) {
  if (typeof text !== "string" || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(text);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/**
 * A length as somebody typed it, with a point or a comma.
 * @param {string} text @param {Unit} unit @param {Limits} limits
 * @returns {number | null | undefined} centimeters; null when nothing was typed; undefined when it can't be right
 */
export function readLength(text, unit, limits) {
  const typed = text.trim().replace(",", ".");
  if (typed === "") return null;
  const length = /^\d{1,4}(\.\d{1,4})?$/.test(typed) ? Number(typed) : NaN;
  return length >= limit(limits.lowest, unit) && length <= limit(limits.highest, unit) ? toCm(length, unit) : undefined;
}

/** Whether this is an entry, whoever wrote it. @param {any} entry */
export function isEntry(entry) {
  const isLength = (cm) => cm === null || (typeof cm === "number" && cm >= 0 && cm <= LONGEST_CM);
  return isDate(entry?.date) && isLength(entry.left) && isLength(entry.right) && (entry.left ?? entry.right) !== null;
}

/** The entries by date, one a day: the first one given. @param {Entry[]} entries @returns {Entry[]} */
export function byDate(entries) {
  const days = new Map();
  for (const entry of entries) if (!days.has(entry.date)) days.set(entry.date, entry);
  return [...days.values()].sort((one, other) => (one.date < other.date ? -1 : 1));
}
