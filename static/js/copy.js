// Copies a text of the page for the visitor, and says so. Without this script the text is there to be selected by hand.
for (const button of document.querySelectorAll("[data-copy]")) {
  const text = document.getElementById(button.dataset.copy);
  const status = document.getElementById(button.dataset.status);

  const say = (words) => {
    status.textContent = "";
    requestAnimationFrame(() => { status.textContent = words; }); // so that a second copy is announced as well
  };

  const selectForTheVisitor = () => {
    text.closest("details")?.setAttribute("open", "");
    getSelection().selectAllChildren(text);
    say(status.dataset.failed);
  };

  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text.textContent);
      say(status.dataset.copied);
    } catch { // refused, or not there: browsers offer the clipboard on secure pages only
      selectForTheVisitor();
    }
  });
  button.hidden = false;
}
