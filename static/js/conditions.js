// In the form of a condition: show the answers of the chosen question only. Without this script all are there, folded.
"use strict";

function showAnswersOf(question, keepTicked = false) {
  const row = question.closest(".inline-related");
  const answers = row && row.querySelector("[data-answers]");
  if (!answers) return;
  let found = false;
  for (const group of answers.querySelectorAll("[data-question]")) {
    const chosen = group.dataset.question === question.value;
    found = found || chosen;
    group.hidden = !chosen && !(keepTicked && group.querySelector("input:checked"));
    if (chosen) group.open = true;
    // What is hidden is not sent, but still ticked when the question is chosen again.
    for (const box of group.querySelectorAll("input")) box.disabled = group.hidden;
  }
  const isNumber = question.value !== "" && !found;
  const choices = row.querySelector(".field-choices");
  const threshold = row.querySelector(".field-threshold");
  if (choices && !choices.classList.contains("errors")) choices.hidden = !found;
  if (threshold && !threshold.classList.contains("errors")) {
    threshold.hidden = !isNumber;
    threshold.querySelector("select").disabled = !isNumber;
  }
  const comparison = row.querySelector(".field-comparison select");
  if (comparison && found) comparison.value = "any_of";
}

document.addEventListener("change", (event) => {
  if (event.target.matches(".field-question select")) showAnswersOf(event.target);
});
document.addEventListener("formset:added", (event) => {
  const question = event.target.querySelector(".field-question select");
  if (question) showAnswersOf(question);
});
document.addEventListener("DOMContentLoaded", () => {
  for (const question of document.querySelectorAll(".field-question select")) {
    const row = question.closest(".inline-related");
    showAnswersOf(question, Boolean(row && row.querySelector(".errorlist"))); // what is wrong stays in sight
  }
});
