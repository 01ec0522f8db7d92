// Two small helps on a page of questions, both said in words as well: without this script the server tells what is wrong.

// "None of these" clears the other ticks, and another tick clears it.
document.addEventListener("change", ({ target }) => {
  if (target.type !== "checkbox" || !target.checked) return;
  const alone = target.hasAttribute("data-alone");
  for (const other of document.querySelectorAll(`input[name="${CSS.escape(target.name)}"]`)) {
    if (other !== target && (alone || other.hasAttribute("data-alone"))) other.checked = false;
  }
});

// A question that the answers above it do not call for is hidden. It stays as long as they are not given.
const fieldOf = (key) => document.querySelector(`[data-question="${CSS.escape(key)}"]`);
const ticked = (key) => [...fieldOf(key)?.querySelectorAll("input:checked") ?? []].map((input) => input.value);
const isOpen = (key) => !fieldOf(key) || ticked(key).length === 0;

function showWhatIsAsked() {
  for (const field of document.querySelectorAll("[data-only-if]")) {
    const ways = JSON.parse(field.dataset.onlyIf);
    const may = ([key, choices]) => isOpen(key) || ticked(key).some((choice) => choices.includes(choice));
    field.hidden = !ways.some((way) => way.every(may));
  }
}

document.addEventListener("change", showWhatIsAsked);
addEventListener("pageshow", showWhatIsAsked); // also when a page is come back to, with its ticks
showWhatIsAsked();
