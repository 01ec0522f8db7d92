// The knee-to-wall tracker: measures of both ankles, kept in this browser only, as table, plot and words.
// Its words and limits come from the page's <template data-tool>; what was typed is only ever set as text.

import { download, fromCsv, toCsv } from "./tracker/csv.js";
import { openForm } from "./tracker/form.js";
import { byDate, dateText, inUnit, lengthText, numberText, toCm, today } from "./tracker/lengths.js";
import { plot } from "./tracker/plot.js";
import { openStore } from "./tracker/store.js";

/** @typedef {import("./tracker/lengths.js").Entry} Entry */
/** @typedef {import("./tracker/lengths.js").Unit} Unit */

const LARGEST_FILE = 100_000; // bytes: a measure a day for ten years

/** @param {HTMLElement} root */
function run(root) {
  const list = root.querySelector("[data-words]");
  list.remove();
  const words = Object.fromEntries([...list.children].map((item) => [item.dataset.word, item.textContent.trim()]));
  /** @type {Record<string, HTMLElement>} */
  const parts = Object.fromEntries([...root.querySelectorAll("[data-part]")].map((part) => [part.dataset.part, part]));
  const limits = { lowest: Number(root.dataset.lowest), highest: Number(root.dataset.highest) };
  const best = toCm(Number(root.dataset.best), "in");

  /** Words with what stands in braces filled in; dates as people write them. */
  const say = (key, values = {}) => words[key].replace(/\{(\w+)\}/g, (whole, name) => {
    const value = values[name] ?? whole;
    return name === "date" || name === "first" ? dateText(value) : value;
  });
  const tell = (key, values) => { parts.status.textContent = say(key, values); };

  const store = openStore(draw);
  const form = openForm(root, limits, say);
  /** @type {Entry | null} what is being changed */
  let changing = null;

  function button(words, label, action) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "tracker__button";
    made.textContent = words;
    made.setAttribute("aria-label", label);
    made.addEventListener("click", action);
    return made;
  }

  /** @param {Entry} entry @param {Unit} unit */
  function row(entry, unit) {
    const made = document.createElement("tr");
    const date = document.createElement("th");
    date.scope = "row";
    date.textContent = dateText(entry.date);
    const lengths = [entry.left, entry.right].map((cm) => {
      const cell = document.createElement("td");
      cell.textContent = cm === null ? say("none") : numberText(cm, unit);
      return cell;
    });
    const actions = document.createElement("td");
    actions.className = "no-print";
    actions.append(
      button(say("change"), say("change-entry", entry), () => startChange(entry)),
      button(say("remove"), say("remove-entry", entry), () => ask("ask-remove", entry, () => remove(entry))),
    );
    made.append(date, ...lengths, actions);
    return made;
  }

  /** One leg, then and now, in a sentence. @param {Entry[]} entries @param {"left" | "right"} leg @param {Unit} unit */
  function sentence(entries, leg, unit) {
    const measured = entries.filter((entry) => entry[leg] !== null);
    if (!measured.length) return "";
    const [then, now] = [measured[0], measured[measured.length - 1]];
    const tenths = Math.round((inUnit(now[leg], unit) - inUnit(then[leg], unit)) * 10);
    const key = measured.length === 1 ? "first" : tenths > 0 ? "more" : tenths < 0 ? "less" : "same";
    const change = lengthText(toCm(Math.abs(tenths) / 10, unit), unit);
    return say(key, { leg: say(leg), now: lengthText(now[leg], unit), date: now.date, first: then.date, change });
  }

  function notice() {
    const aside = store.aside();
    const said = [...(store.isKept() ? [] : ["refused"]), ...(aside.length ? ["unreadable"] : [])];
    parts.notice.replaceChildren(...said.map((key) => {
      const line = document.createElement("p");
      line.textContent = say(key);
      return line;
    }));
    if (aside.length) {
      const save = () => download("knee-to-wall-put-aside.txt", aside.join("\n"), "text/plain");
      parts.notice.append(button(say("save-unreadable"), say("save-unreadable"), save));
    }
    parts.notice.hidden = said.length === 0;
  }

  function draw() {
    const { entries, unit } = store.read();
    form.setUnit(unit);
    notice();
    parts.save.textContent = say(changing ? "save" : "add");
    parts.cancel.hidden = !changing;
    parts.kept.hidden = parts.export.hidden = entries.length === 0;
    parts.clear.hidden = entries.length === 0 && store.aside().length === 0;
    if (!entries.length) return;
    const told = [sentence(entries, "left", unit), sentence(entries, "right", unit), say("goal", { best: lengthText(best, unit) })];
    const summary = told.filter(Boolean).join(" ");
    parts.summary.textContent = summary;
    parts.caption.textContent = say(`caption-${unit}`);
    parts.rows.replaceChildren(...entries.map((entry) => row(entry, unit)).reverse());
    drawPlot(store.read(), summary);
  }

  /** As wide as there is room. @param {import("./tracker/store.js").Kept} kept @param {string} summary */
  function drawPlot({ entries, unit }, summary) {
    if (!entries.length) return;
    const width = Math.max(Math.min(parts.plot.clientWidth, 640), 240);
    const labels = { plot: say("plot"), best: say("best", { best: lengthText(best, unit) }) };
    parts.plot.replaceChildren(plot(entries, { width, unit, best, words: labels, summary }));
  }

  /** Fills the form with an entry to change, or empties it. @param {Entry | null} entry */
  function fill(entry) {
    changing = entry;
    form.fill(entry);
    draw();
  }

  /** @param {Entry} entry */
  function startChange(entry) {
    fill(entry);
    form.focus();
  }

  function save(event) {
    event.preventDefault();
    const taken = new Set(store.read().entries.map((entry) => entry.date).filter((date) => date !== changing?.date));
    const { entry, faults } = form.read(taken);
    form.show(faults);
    parts.status.textContent = "";
    if (faults.length) return;
    const before = changing;
    store.change(({ unit, entries }) => ({
      unit, entries: byDate([entry, ...entries.filter(({ date }) => date !== before?.date)]),
    }));
    fill(null);
    tell(before ? "changed" : "added", entry);
  }

  /** @param {Entry} entry */
  function remove(entry) {
    store.change(({ unit, entries }) => ({ unit, entries: entries.filter(({ date }) => date !== entry.date) }));
    if (changing?.date === entry.date) fill(null);
    else draw();
    tell("removed", entry);
  }

  function clear() {
    store.clear();
    fill(null);
    tell("cleared");
  }

  /** Asks first, in a dialog of the page; "No" comes first and has the focus. */
  function ask(key, values, action) {
    parts.question.textContent = say(key, values);
    parts.delete.onclick = () => {
      parts.dialog.close();
      action();
      parts.status.focus(); // the button that was pressed may be gone
    };
    parts.dialog.showModal();
  }

  async function load() {
    const [file] = parts.import.files;
    parts.import.value = ""; // so that the same file can be chosen again
    if (!file) return;
    const read = file.size > LARGEST_FILE ? undefined : fromCsv(await file.text(), limits);
    if (!read) {
      tell(read === undefined ? "too-large" : "not-loaded");
      return;
    }
    const known = new Set(store.read().entries.map(({ date }) => date));
    const fresh = read.entries.filter(({ date }) => !known.has(date));
    store.change(({ unit, entries }) => ({ unit, entries: byDate([...entries, ...fresh]) }));
    draw();
    const skipped = read.skipped + read.entries.length - fresh.length;
    tell("loaded", { added: String(fresh.length), skipped: String(skipped) });
    if (skipped) parts.status.append(` ${say("left-out")}`);
  }

  form.form.addEventListener("submit", save);
  form.form.addEventListener("change", (event) => {
    if (event.target.name !== "tracker-unit") return;
    const unit = form.unit();
    if (changing) form.convert(changing, store.read().unit);
    store.change(({ entries }) => ({ unit, entries }));
    draw();
  });
  parts.cancel.addEventListener("click", () => { fill(null); parts.save.focus(); });
  parts.keep.addEventListener("click", () => parts.dialog.close());
  parts.clear.addEventListener("click", () => ask("ask-clear", {}, clear));
  parts.import.addEventListener("change", load);
  parts.export.addEventListener("click", () => {
    const { entries, unit } = store.read();
    download(`knee-to-wall-${today()}.csv`, toCsv(entries, unit), "text/csv");
  });
  form.setUnit(store.read().unit);
  fill(null);
  new ResizeObserver(() => drawPlot(store.read(), parts.summary.textContent)).observe(parts.plot);
}

const template = document.querySelector("template[data-tool=knee-to-wall-tracker]");
const place = document.getElementById(`tool-${template.dataset.tool}`);
const parts = document.importNode(template.content, true);
const root = parts.querySelector(".tracker");
root.hidden = true; // until its style sheet is here
for (const event of ["load", "error"]) {
  parts.querySelector("link").addEventListener(event, () => { root.hidden = false; });
}
place.append(parts);
run(root);
