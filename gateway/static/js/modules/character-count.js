/* Says how many characters are left; aloud only after a pause in typing and near the end. */
const SAY_AFTER_MS = 900;
const SAY_BELOW = 200;

export default function startCharacterCount(element) {
  const control = element.querySelector("textarea, input");
  const shown = element.querySelector(".field__count");
  const spoken = element.querySelector("[data-count-live]");
  const limit = Number(element.dataset.limit);
  const numbers = new Intl.NumberFormat(document.documentElement.lang);
  let timer;

  function update() {
    // Counted as the service counts: by code points, a line break as one.
    const left = limit - [...control.value.normalize("NFC")].length;
    const words = left < 0 ? shown.dataset.over : shown.dataset.left;
    shown.textContent = words.replace("{}", numbers.format(Math.abs(left)));
    shown.classList.toggle("field__count--over", left < 0);
    clearTimeout(timer);
    timer = setTimeout(() => {
      spoken.textContent = left < SAY_BELOW ? shown.textContent : "";
    }, SAY_AFTER_MS);
  }

  control.addEventListener("input", update);
  if (control.value) update();
}
