// Where the measures are kept: this browser's localStorage, and nowhere else. Whatever that holds or does, the tracker
// goes on: refused, it keeps them for this visit; unreadable, it puts the text aside as it was and begins anew.

import { byDate, isEntry } from "./lengths.js";

/** @typedef {import("./lengths.js").Entry} Entry */
/** @typedef {{unit: "in" | "cm", entries: Entry[]}} Kept entries by date, one a day */

export const KEY = "calfsite.knee-to-wall";
const ASIDE = `${KEY}.aside.`;
const VERSION = 1;

/** @returns {Kept} */
const nothing = () => ({ unit: "in", entries: [] });

/** @param {string} text @returns {{kept: Kept, isWhole: boolean}} what can be read of it, and whether that is all */
function parse(text) {
  let raw;
  try {
    raw = JSON.parse(text);
  } catch {
    return { kept: nothing(), isWhole: false };
  }
  if (raw?.version !== VERSION || !Array.isArray(raw.entries)) return { kept: nothing(), isWhole: false };
  const fit = raw.entries.filter(isEntry).map(({ date, left, right }) => ({ date, left, right }));
  const entries = byDate(fit);
  return {
    kept: { unit: raw.unit === "cm" ? "cm" : "in", entries },
    isWhole: entries.length === raw.entries.length,
  };
}

/** @param {Kept} kept */
const format = (kept) => JSON.stringify({ version: VERSION, ...kept });

/** The keys of what was put aside; throws where the browser refuses. @returns {string[]} */
const asideKeys = () => Object.keys(localStorage).filter((key) => key.startsWith(ASIDE));

/** Opens the store. `onChange` is called when another tab has changed it. @param {() => void} onChange */
export function openStore(onChange) {
  let held = nothing(); // as last read or written
  let isKept = true; // false once the browser has refused

  /** Tries to do something with localStorage; from the first refusal on, nothing is tried any more. */
  function attempt(action) {
    if (!isKept) return undefined;
    try {
      return action();
    } catch {
      isKept = false;
      return undefined;
    }
  }

  function read() {
    const text = attempt(() => localStorage.getItem(KEY));
    if (!isKept) return held;
    const { kept, isWhole } = text === null ? { kept: nothing(), isWhole: true } : parse(text);
    held = kept;
    if (!isWhole) {
      attempt(() => {
        localStorage.setItem(ASIDE + Date.now(), text); // first of all: should this fail, the text stays where it is
        localStorage.setItem(KEY, format(kept));
      });
    }
    return held;
  }

  addEventListener("storage", (event) => { if (event.key === KEY || event.key === null) onChange(); });
  addEventListener("pageshow", (event) => { if (event.persisted) onChange(); }); // kept by "back": it missed the events
  attempt(() => {
    localStorage.setItem(`${KEY}.try`, "");
    localStorage.removeItem(`${KEY}.try`);
  });

  return {
    read,
    /** Whether what is written will be there next time. */
    isKept: () => isKept,
    /** What could not be read, as it was. @returns {string[]} */
    aside: () => attempt(() => asideKeys().map((key) => localStorage.getItem(key) ?? "")) ?? [],
    /** Changes what is kept, as it is now, whichever tab wrote it. @param {(kept: Kept) => Kept} how */
    change(how) {
      held = how(read());
      attempt(() => localStorage.setItem(KEY, format(held)));
    },
    /** Leaves no trace. */
    clear() {
      held = nothing();
      attempt(() => [KEY, ...asideKeys()].forEach((key) => localStorage.removeItem(key)));
    },
  };
}
