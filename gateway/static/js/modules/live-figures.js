/*
 * Keeps a part of the page up to date: listens to a stream of change notices and then fetches the
 * part again, drawn by the server. Without it, or while the line is down, the page stays as it is
 * and offers a link to load it again.
 *
 * data-stream: address of the event stream · data-fragment: address of the part
 */
const GATHER_MS = 250;
const SAY_EVERY_MS = 15000;
const RETRY_MS = [1000, 2000, 5000, 10000, 30000];

function announce(element, state) {
  const line = element.querySelector("[data-live-state]");
  if (line) line.textContent = line.dataset[state] ?? "";
}

function replaceParts(element, html) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  for (const part of element.querySelectorAll("[data-live-part]")) {
    const next = fresh.querySelector(`[data-live-part="${part.dataset.livePart}"]`);
    if (!next) continue;
    const opened = [...part.querySelectorAll("details")].map((details) => details.open);
    const adopted = document.adoptNode(next);
    adopted.querySelectorAll("details").forEach((details, index) => {
      details.open = opened[index] ?? false;
    });
    part.replaceWith(adopted);
  }
}

export default function startLiveFigures(element) {
  const spoken = element.querySelector("[data-live-spoken]");
  let saidAt = 0;
  let failures = 0;
  let timer;
  let source;

  async function refresh() {
    try {
      const response = await fetch(element.dataset.fragment, { headers: { accept: "text/html" } });
      if (!response.ok) throw new Error(String(response.status));
      replaceParts(element, await response.text());
      announce(element, "on");
      say();
    } catch {
      announce(element, "off");
    }
  }

  // Aloud only now and then: a busy portal would never let a screen reader finish.
  function say() {
    if (Date.now() - saidAt < SAY_EVERY_MS) return;
    saidAt = Date.now();
    spoken.textContent = element.querySelector("[data-live-part='clock']").textContent;
  }

  function listen() {
    source = new EventSource(element.dataset.stream);
    source.onopen = () => {
      // Whatever moved while the line was down is fetched once.
      if (failures > 0) refresh();
      failures = 0;
      announce(element, "on");
    };
    source.onmessage = gather;
    source.addEventListener("figures", gather);
    source.onerror = () => {
      source.close();
      announce(element, "off");
      setTimeout(listen, RETRY_MS[Math.min(failures, RETRY_MS.length - 1)]);
      failures += 1;
    };
  }

  function gather() {
    clearTimeout(timer);
    timer = setTimeout(refresh, GATHER_MS);
  }

  addEventListener("pagehide", () => source?.close());
  addEventListener("pageshow", (event) => event.persisted && listen());
  listen();
}
