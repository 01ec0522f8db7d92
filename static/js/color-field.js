// Beside a field for a color: the browser's own color picker. What is written in the field is what is sent.
"use strict";

for (const field of document.querySelectorAll("input[data-color]")) {
  const picker = document.createElement("input");
  picker.type = "color";
  picker.className = "color-picker";
  picker.setAttribute("aria-label", field.dataset.picker);
  const follow = () => {
    const digits = field.value.trim().toLowerCase().replace(/^#/, "");
    picker.value = /^[0-9a-f]{6}$/.test(digits) ? `#${digits}` : field.dataset.color;
  };
  picker.addEventListener("input", () => {
    field.value = picker.value;
  });
  field.addEventListener("input", follow);
  follow();
  field.after(picker);
}
