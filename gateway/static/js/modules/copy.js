/* Copies the text of the element named by `data-copy` and says so on the button for a moment. */
const SAY_MS = 2500;

export default function startCopy(button) {
  if (!navigator.clipboard) return;
  const label = button.textContent;
  button.hidden = false;
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    const target = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(target.textContent.trim());
    } catch {
      getSelection().selectAllChildren(target); // not allowed: ready to be copied by hand
      return;
    }
    button.textContent = button.dataset.copied;
    setTimeout(() => { button.textContent = label; }, SAY_MS);
  });
}
