/*
 * Says that this person has the question open, or writes, and shows who else has. Good for a
 * minute at the service, so it is said again every half minute, and at once when one starts to write.
 */
const EVERY_MS = 30_000;

export default function startPresence(element) {
  const shown = element.querySelector("[data-presence]");
  const { code, person, writing, reading } = element.dataset;
  let doing = "reading";
  let timer;

  function show(present) {
    const words = present
      .filter((one) => one.person.id !== person)
      .map((one) => (one.doing === "writing" ? writing : reading).replace("{}", one.person.name));
    const text = words.join(" · ");
    if (shown.textContent !== text) shown.textContent = text;
    element.hidden = words.length === 0;
  }

  async function say() {
    clearTimeout(timer);
    timer = setTimeout(say, EVERY_MS);
    if (document.hidden) return;
    try {
      const response = await fetch(`/api/qa/v1/questions/${encodeURIComponent(code)}/presence`, {
        method: "POST",
        headers: { "content-type": "application/json", accept: "application/json" },
        body: JSON.stringify({ doing }),
      });
      if (response.ok) show(await response.json());
    } catch {
      // Nobody is told; the version check still keeps two people from overwriting each other.
    }
  }

  document.querySelector("[data-presence-writing]")?.addEventListener("input", () => {
    if (doing === "writing") return;
    doing = "writing";
    say();
  });
  timer = setTimeout(say, EVERY_MS);
  addEventListener("pagehide", () => clearTimeout(timer));
}
