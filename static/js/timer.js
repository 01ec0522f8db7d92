// A timer for stretching or rolling, below the words of its box. All its words and numbers come from the page's
// <template data-tool="…">; without this script the words of the box say the same.

/** @typedef {"ready" | "running" | "paused" | "over"} State */

/** The numbers in a transform such as "translate(58 168)rotate(-12)". */
const NUMBER = /-?\d+(?:\.\d+)?/g;
const LOUDNESS = 0.12;

/**
 * The transform between two that differ in their numbers only.
 * @param {string} out
 * @param {string} into
 * @param {number} share 0 is `out`, 1 is `into`
 * @returns {string}
 */
function between(out, into, share) {
  const ends = into.match(NUMBER);
  let index = 0;
  return out.replace(NUMBER, (start) => {
    const end = Number(ends[index++]);
    return String(Math.round((Number(start) + (end - Number(start)) * share) * 10) / 10);
  });
}

/** @param {number} milliseconds @returns {string} such as 1:30; a second that has begun counts */
function clock(milliseconds) {
  const seconds = Math.max(Math.ceil(milliseconds / 1000), 0);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** Takes the words of a tool out of the page. @param {HTMLElement} root @returns {Record<string, string>} */
function wordsOf(root) {
  const list = root.querySelector("[data-words]");
  list.remove();
  return Object.fromEntries([...list.children].map((item) => [item.dataset.word, item.textContent.trim()]));
}

/** Makes one timer work. @param {HTMLElement} root */
function run(root) {
  const words = wordsOf(root);
  /** @type {Record<string, HTMLElement>} */
  const parts = Object.fromEntries([...root.querySelectorAll("[data-part]")].map((part) => [part.dataset.part, part]));
  const [least, most, phase] = ["least", "most", "phase"].map((name) => Number(root.dataset[name]) * 1000);
  const legs = root.querySelector("fieldset");
  const moving = root.querySelectorAll("[data-in][data-out]");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const marks = [[least / 2, words["said-half"]], ...(least < most ? [[least, words["said-least"]]] : [])];

  /** @type {State} */
  let state = "ready";
  let gathered = 0; // milliseconds, up to the last pause
  let since = 0; // performance.now() when it last began to run
  let marksSaid = 0;
  let turnsHeard = 0;
  let done = new Set(); // the legs
  /** @type {WakeLockSentinel | null} */
  let awake = null;
  /** @type {AudioContext | null} */
  let audio = null;

  for (let second = 0; second < phase / 1000; second++) parts.steps.append(document.createElement("span"));

  const leg = () => legs.querySelector(":checked").value;
  const elapsed = () => Math.min(gathered + (state === "running" ? performance.now() - since : 0), most);
  const show = (part, text) => { if (part.textContent !== text) part.textContent = text; };
  const say = (text) => { parts.status.textContent = text; };

  /** A short soft tone, high to lean in and low to ease off, for those who asked for it. */
  function sound(high) {
    if (!parts.sound.checked) return;
    audio ??= new AudioContext();
    const [tone, volume, now] = [audio.createOscillator(), audio.createGain(), audio.currentTime];
    tone.frequency.value = high ? 660 : 440;
    volume.gain.setValueAtTime(LOUDNESS, now);
    volume.gain.exponentialRampToValueAtTime(0.001, now + 0.5);
    tone.connect(volume).connect(audio.destination);
    tone.start(now);
    tone.stop(now + 0.5);
  }

  /** Asks the phone to keep its screen on: a dark screen would pause the timer. It may say no. */
  async function stayAwake() {
    try {
      const lock = await navigator.wakeLock?.request("screen");
      if (state === "running") awake = lock ?? null;
      else lock?.release();
    } catch { /* low battery, or not offered: the timer then pauses with the screen */ }
  }

  function drawMoves(time) {
    const turn = Math.floor(time / phase);
    const isRest = state === "ready" || state === "over";
    const share = calm.matches ? (turn + 1) % 2 : (1 - Math.cos((Math.PI * time) / phase)) / 2;
    for (const part of moving) part.setAttribute("transform", between(part.dataset.out, part.dataset.in, isRest ? 0 : share));
    show(parts.phase, isRest ? words.rest : turn % 2 ? words.out : words.in);
    [...parts.steps.children].forEach((step, second) => {
      step.classList.toggle("is-past", !isRest && time % phase >= second * 1000);
    });
    if (turn > turnsHeard) {
      turnsHeard = turn;
      if (time < most) sound(turn % 2 === 0);
    }
  }

  function drawWords(time) {
    const isOver = state === "over";
    const isOptional = time >= least;
    show(parts.phase, isOver ? words.over : parts.phase.textContent);
    show(parts.what, isOver ? "" : isOptional ? words["to-most"] : words["to-least"]);
    show(parts.time, isOver ? clock(time) : clock((isOptional ? most : least) - time));
    const label = { ready: words.start, running: words.pause, paused: words["go-on"] };
    show(parts.main, isOver ? (leg() === "left" ? words["next-right"] : words["next-left"]) : label[state]);
    parts.stop.hidden = isOver || !isOptional;
    parts.again.hidden = state === "ready";
    legs.disabled = state === "running" || state === "paused";
    root.dataset.state = state;
  }

  function draw() {
    const time = elapsed();
    drawMoves(time);
    drawWords(time);
  }

  function tick() {
    if (state !== "running") return;
    const time = elapsed();
    while (marksSaid < marks.length && time >= marks[marksSaid][0]) say(marks[marksSaid++][1]);
    if (time >= most) finish();
    else draw();
    requestAnimationFrame(tick);
  }

  /** Stands still. @param {State} next @param {number} [at] milliseconds */
  function rest(next, at = elapsed()) {
    gathered = at;
    state = next;
    awake?.release();
    awake = null;
    draw();
  }

  function go() {
    const isNew = state === "ready";
    since = performance.now();
    state = "running";
    say(isNew ? words["said-start"] : words["said-going-on"]);
    if (isNew) sound(true);
    stayAwake();
    tick();
  }

  function pause(why) {
    rest("paused");
    say(why);
  }

  function finish() {
    const wasOnStop = document.activeElement === parts.stop;
    rest("over");
    done.add(leg());
    say(done.size === 2 ? words["said-all"] : words["said-over"]);
    if (wasOnStop) parts.main.focus(); // the button that had the focus is gone
  }

  function startOver() {
    marksSaid = turnsHeard = 0;
    rest("ready", 0);
    say("");
  }

  function otherLeg() {
    if (done.size === 2) done = new Set();
    legs.querySelector(":not(:checked)[type=radio]").checked = true;
    startOver();
    go();
  }

  parts.main.addEventListener("click", () => {
    if (state === "running") pause(words["said-paused"]);
    else if (state === "over") otherLeg();
    else go();
  });
  parts.stop.addEventListener("click", finish);
  parts.again.addEventListener("click", () => { startOver(); parts.main.focus(); });
  legs.addEventListener("change", startOver);
  calm.addEventListener("change", draw);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden && state === "running") pause(words["said-hidden"]);
  });
  draw();
}

for (const template of document.querySelectorAll("template[data-tool$=-timer]")) {
  const place = document.getElementById(`tool-${template.dataset.tool}`);
  const parts = document.importNode(template.content, true);
  const root = parts.querySelector(".timer");
  root.hidden = true; // until its style sheet is here
  for (const event of ["load", "error"]) {
    parts.querySelector("link").addEventListener(event, () => { root.hidden = false; });
  }
  run(root);
  place.append(parts);
}
