// The tracker's form: what was typed, checked, with each error said above the form and beside its field.

import { isDate, limit, numberText, readLength, today } from "./lengths.js";

/** @typedef {import("./lengths.js").Entry} Entry */
/** @typedef {import("./lengths.js").Unit} Unit */
/** @typedef {{field: "date" | "left" | "right", words: string}} Fault */

/**
 * @param {HTMLElement} root the tracker
 * @param {import("./lengths.js").Limits} limits
 * @param {(key: string, values?: Record<string, string>) => string} say
 */
export function openForm(root, limits, say) {
  const form = root.querySelector("form");
  const summary = form.querySelector("[data-part=errors]");
  const input = (field) => form.querySelector(`[data-field=${field}] input`);
  const error = (field) => form.querySelector(`[data-field=${field}] .field__error`);
  const fields = /** @type {const} */ (["date", "left", "right"]);

  /** @returns {Unit} */
  const unit = () => form.querySelector("[name=tracker-unit]:checked").value;

  /** What was typed, and what is wrong with it. @param {Set<string>} taken dates @returns {{entry: Entry, faults: Fault[]}} */
  function read(taken) {
    const date = input("date").value;
    const [left, right] = ["left", "right"].map((leg) => readLength(input(leg).value, unit(), limits));
    /** @type {Fault[]} */
    const faults = [];
    if (!isDate(date)) faults.push({ field: "date", words: say("date-missing") });
    else if (date > today()) faults.push({ field: "date", words: say("date-ahead") });
    else if (taken.has(date)) faults.push({ field: "date", words: say("date-taken", { date }) });
    const [lowest, highest] = [limits.lowest, limits.highest].map((inches) => String(limit(inches, unit())));
    const example = numberText(11.43, unit()); // four and a half inches
    for (const [field, cm] of [["left", left], ["right", right]]) {
      if (cm === undefined) faults.push({ field, words: say(`length-${field}`, { lowest, highest, example }) });
    }
    if (left === null && right === null) faults.push({ field: "left", words: say("length-missing") });
    return { entry: { date, left: left ?? null, right: right ?? null }, faults };
  }

  /** Shows the faults, or that there are none. @param {Fault[]} faults */
  function show(faults) {
    for (const field of fields) {
      const fault = faults.find((each) => each.field === field);
      const [place, box] = [error(field), input(field)];
      place.textContent = fault?.words ?? "";
      place.hidden = !fault;
      box.closest(".field").classList.toggle("field--invalid", Boolean(fault));
      if (fault) {
        box.setAttribute("aria-invalid", "true");
        box.setAttribute("aria-describedby", place.id);
      } else {
        box.removeAttribute("aria-invalid");
        box.removeAttribute("aria-describedby");
      }
    }
    summary.querySelector("ul").replaceChildren(...faults.map(({ field, words }) => {
      const [item, link] = [document.createElement("li"), document.createElement("a")];
      link.href = `#${input(field).id}`;
      link.textContent = words;
      link.addEventListener("click", (event) => {
        event.preventDefault(); // the address stays as it is
        input(field).focus();
      });
      item.append(link);
      return item;
    }));
    summary.hidden = faults.length === 0;
    if (faults.length) summary.focus();
  }

  return {
    form,
    unit,
    read,
    show,
    /** @param {Unit} chosen */
    setUnit(chosen) { form.querySelector(`[name=tracker-unit][value=${chosen}]`).checked = true; },
    /** Empty, or with an entry to change. @param {Entry | null} entry */
    fill(entry) {
      const text = (cm) => (cm === null ? "" : numberText(cm, unit()));
      input("date").max = today();
      input("date").value = entry?.date ?? today();
      input("left").value = entry ? text(entry.left) : "";
      input("right").value = entry ? text(entry.right) : "";
      show([]);
    },
    /** Puts what was not typed anew into the unit that is chosen now. @param {Entry} entry @param {Unit} before */
    convert(entry, before) {
      for (const leg of ["left", "right"]) {
        const wasFilled = entry[leg] !== null && input(leg).value === numberText(entry[leg], before);
        if (wasFilled) input(leg).value = numberText(entry[leg], unit());
      }
    },
    focus: () => input("left").focus(),
  };
}
