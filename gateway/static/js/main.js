/* Finds every element with `data-module` and starts the script of that name on it, once; then the
   page says so, for style sheets and tests: `html[data-scripts="started"]`. */
const started = new WeakSet();

export async function start(root) {
  const elements = root.querySelectorAll("[data-module]");
  await Promise.all(
    [...elements].map(async (element) => {
      if (started.has(element)) return;
      started.add(element);
      for (const name of element.dataset.module.split(" ")) {
        const module = await import(`./modules/${name}.js`);
        module.default(element);
      }
    }),
  );
}

await start(document);
document.documentElement.dataset.scripts = "started";
