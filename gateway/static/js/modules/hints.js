/*
 * Shows answers that are there already while a question is being written, and what looks personal
 * in it. Never takes the focus; says how much was found, once, when that changes. What was shown
 * here need not be shown again before sending (`data-hints-seen`).
 */
const WAIT_MS = 700;
const SHORTEST = 8;

export default function startHints(element) {
  const form = element.closest("form");
  const fields = ["title", "body"].map((name) => form.elements.namedItem(name));
  const seen = form.querySelector("[data-hints-seen]");
  const status = element.querySelector("[data-hints-status]");
  let timer;
  let asked;
  let last = "";

  const typed = () => fields.map((field) => field.value.trim()).join("\n");

  function show(html, text) {
    const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("[data-hints]");
    const shown = element.querySelector("[data-hints]");
    seen.value = text === typed() ? "yes" : "";
    // An answer being read stays open; the same list is not drawn anew.
    if (fresh.textContent === shown.textContent) return;
    const open = new Set([...shown.querySelectorAll("details[open] summary")].map((line) => line.textContent));
    for (const details of fresh.querySelectorAll("details")) {
      details.open = open.has(details.querySelector("summary").textContent);
    }
    if (shown.contains(document.activeElement)) return;
    shown.replaceWith(document.adoptNode(fresh));
    element.hidden = !fresh.childElementCount;
    if (status.textContent !== fresh.dataset.said) status.textContent = fresh.dataset.said;
  }

  async function look() {
    const text = typed();
    if (text.length < SHORTEST || text === last) return;
    asked?.abort();
    asked = new AbortController();
    const body = new URLSearchParams(fields.map((field) => [field.name, field.value]));
    try {
      const response = await fetch(element.dataset.source, { method: "POST", body, signal: asked.signal });
      if (!response.ok) return;
      last = text;
      show(await response.text(), text);
    } catch {
      // Typed on, or no connection: the page before sending says the same.
    }
  }

  for (const field of fields) {
    field.addEventListener("input", () => {
      seen.value = "";
      clearTimeout(timer);
      timer = setTimeout(look, WAIT_MS);
    });
  }
  if (typed().length >= SHORTEST) look();
}
