// In the form of a condition: show what belongs to the chosen criterion or question only. Without this script all is there.
"use strict";

const MEETS = ".field-meets select";
const QUESTION = ".field-question select";

// What is hidden is not sent, but still there when it is shown again. What is wrong stays in sight.
function show(field, isShown) {
  if (!field || field.classList.contains("errors")) return;
  field.hidden = !isShown;
  for (const input of field.querySelectorAll("select")) input.disabled = !isShown;
}

function showAnswersOf(question, answers, keepTicked) {
  let found = false;
  for (const group of answers.querySelectorAll("[data-question]")) {
    const chosen = !question.disabled && group.dataset.question === question.value;
    found = found || chosen;
    group.hidden = !chosen && !(keepTicked && group.querySelector("input:checked"));
    if (chosen) group.open = true;
    for (const box of group.querySelectorAll("input")) box.disabled = group.hidden;
  }
  return found;
}

function showWhatFits(row, keepTicked = false) {
  const question = row.querySelector(QUESTION);
  const answers = row.querySelector("[data-answers]");
  if (!question || !answers) return;
  const meets = row.querySelector(MEETS);
  const isCriterion = Boolean(meets && meets.value);
  show(row.querySelector(".field-question"), !isCriterion);
  show(row.querySelector(".field-meets"), isCriterion || question.value === "");
  const hasAnswers = showAnswersOf(question, answers, keepTicked);
  show(row.querySelector(".field-choices"), hasAnswers);
  const compared = row.querySelector(".field-comparison"); // sent also while hidden: an empty row has it
  if (compared && !compared.classList.contains("errors")) compared.hidden = isCriterion || question.value === "";
  show(row.querySelector(".field-threshold"), !isCriterion && question.value !== "" && !hasAnswers);
  const comparison = row.querySelector(".field-comparison select");
  if (comparison && hasAnswers) comparison.value = "any_of";
}

document.addEventListener("change", (event) => {
  if (event.target.matches(`${MEETS}, ${QUESTION}`)) showWhatFits(event.target.closest(".inline-related"));
});
document.addEventListener("formset:added", (event) => showWhatFits(event.target));
document.addEventListener("DOMContentLoaded", () => {
  for (const row of document.querySelectorAll(".inline-related")) {
    showWhatFits(row, Boolean(row.querySelector(".errorlist")));
  }
});
