/* Moves to the summary of errors when the page opens, and from a line of it into its field. */
export default function startErrorSummary(element) {
  element.focus();
  element.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    const frame = field.closest("fieldset") ?? field.closest(".field") ?? field;
    frame.scrollIntoView({ block: "start" });
    field.focus({ preventScroll: true });
  });
}
