/*
 * Tells that the queue changed since the page was drawn: numbers of the tabs move by themselves,
 * rows that changed get a sign, and a line offers to load the list again. Nothing moves under the
 * mouse. While the tab is hidden or the line is down nothing is asked.
 */
const EVERY_MS = 20_000;
const API = "/api/qa/v1/queue";

export default function startQueueLive(element) {
  const news = element.querySelector("[data-queue-news]");
  const numbers = new Intl.NumberFormat(document.documentElement.lang);
  const unit = element.dataset.unit ? `unit=${encodeURIComponent(element.dataset.unit)}` : "";
  const seen = new Set();
  let since = "";

  async function ask(path) {
    const response = await fetch(`${API}/${path}`, { headers: { accept: "application/json" } });
    if (!response.ok) throw new Error(String(response.status));
    return response.json();
  }

  function shownVersion(code) {
    const box = element.querySelector(`input[name="chosen"][value^="${CSS.escape(code)}."]`);
    return box ? Number(box.value.split(".")[1]) : 0;
  }

  function markRow(code) {
    const row = element.querySelector(`[data-queue-row="${CSS.escape(code)}"]`)?.closest("tr");
    row?.classList.add("row--changed");
  }

  function tell(changes) {
    const fresh = changes.changed.filter((row) => row.version > shownVersion(row.code));
    for (const code of [...fresh.map((row) => row.code), ...changes.gone]) {
      seen.add(code);
      markRow(code);
    }
    if (!seen.size && changes.is_complete) return false;
    const link = document.createElement("a");
    link.href = location.href;
    link.textContent = news.dataset.again;
    const text = `${news.dataset.some} ${numbers.format(seen.size)}. `;
    if (news.textContent !== text + link.textContent) news.replaceChildren(text, link);
    news.hidden = false;
    return true;
  }

  function show({ counts, up_to: most }) {
    for (const shown of document.querySelectorAll("[data-count]")) {
      const count = counts[shown.dataset.count];
      if (count !== undefined) shown.textContent = numbers.format(count) + (count >= most ? "+" : "");
    }
  }

  async function look() {
    if (document.hidden) return;
    try {
      const asked = new URLSearchParams(unit);
      if (since) asked.set("since", since);
      const changes = await ask(`changes?${asked}`);
      since = changes.as_of;
      if (tell(changes)) show(await ask(`counts?${unit}`));
    } catch {
      // Signed out or no connection: the page stays as it is, and says so when it is used.
    }
  }

  look();
  const timer = setInterval(look, EVERY_MS);
  document.addEventListener("visibilitychange", look);
  addEventListener("pagehide", () => clearInterval(timer));
}
