// Asks before somebody leaves a page of the desk with text that is not saved. The browser shows the question, in its own
// words. Without this script nothing is asked.
const isChanged = (field) => {
  if (!field.name || field.disabled || ["hidden", "submit", "button", "fieldset"].includes(field.type)) return false;
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (!field.options) return field.value !== field.defaultValue;
  const options = [...field.options];
  if (field.type === "select-one" && !options.some((option) => option.defaultSelected)) return field.selectedIndex > 0;
  return options.some((option) => option.selected !== option.defaultSelected);
};

// What was refused is in the fields as it was sent, and saved nowhere.
const wasRefused = (form) => form.querySelector(".errornote, .errorlist li, .edit-conflict") !== null;

let sent = null;

const isUnsaved = (form) => form !== sent && (form.matches("[data-unsaved]") || wasRefused(form) || [...form.elements].some(isChanged));

addEventListener("submit", (event) => {
  const opensAnotherTab = (event.submitter?.formTarget || event.target.target) === "_blank";
  if (!event.defaultPrevented && !opensAnotherTab) sent = event.target;
});
addEventListener("pageshow", () => { sent = null; }); // back again: what was sent may not have arrived
addEventListener("beforeunload", (event) => {
  const forms = [...document.querySelectorAll("form[method='post']")];
  // The form that is sent takes its own text along, and what else is typed on the page is lost.
  if (forms.some(isUnsaved)) event.preventDefault();
});
