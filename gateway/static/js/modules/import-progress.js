/* Draws the page of a running import again every two seconds until it has ended. */
const EVERY_MS = 2000;

export default function startImportProgress(element) {
  const part = element.closest("[data-live-part]");

  async function look() {
    try {
      const response = await fetch(location.href, { headers: { accept: "text/html" } });
      if (!response.ok) throw new Error(String(response.status));
      const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
      const next = fresh.querySelector("[data-live-part]");
      part.replaceChildren(...document.adoptNode(next).children);
      if (part.querySelector("progress")) setTimeout(look, EVERY_MS);
    } catch {
      setTimeout(look, 5 * EVERY_MS);
    }
  }

  setTimeout(look, EVERY_MS);
}
