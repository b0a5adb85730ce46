/*
 * Keys for the list: j and k go from row to row, x picks, / searches, ? shows them all. They do
 * nothing while one types, and can be switched off for this machine (WCAG 2.1.4).
 */
const OFF = "langnghe-shortcuts-off";

function read() {
  try {
    return localStorage.getItem(OFF) === null;
  } catch {
    return true;
  }
}

function write(isOn) {
  try {
    if (isOn) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
  } catch {
    // Without storage the choice holds for this page.
  }
}

export default function startQueueKeys(element) {
  const dialog = element.querySelector("[data-shortcuts]");
  const choice = element.querySelector("[data-shortcuts-on]");
  const opener = element.querySelector("[data-shortcuts-open]");
  const rows = [...element.querySelectorAll("[data-queue-row]")];
  let isOn = read();

  choice.checked = isOn;
  choice.addEventListener("change", () => write((isOn = choice.checked)));
  opener.hidden = false;
  opener.addEventListener("click", () => dialog.showModal());

  const current = () => rows.findIndex((row) => row.closest("tr").contains(document.activeElement));

  function go(step) {
    const at = current();
    const next = at < 0 ? (step > 0 ? 0 : rows.length - 1) : at + step;
    rows[Math.min(Math.max(next, 0), rows.length - 1)]?.focus();
  }

  function pick() {
    rows[current()]?.closest("tr").querySelector("input[name=chosen]")?.click();
  }

  const keys = {
    j: () => go(1),
    k: () => go(-1),
    x: pick,
    "/": () => document.querySelector("[data-queue-search] input[type=search]")?.focus(),
    "?": () => dialog.showModal(),
  };

  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.closest("input:not([type=checkbox]), textarea, select, dialog");
    if (!isOn || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}
