/* A button that prints the page; it stays hidden where scripts do not run. */
export default function startPrint(button) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
