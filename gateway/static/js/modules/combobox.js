/*
 * Finds one thing out of thousands while one types (ARIA: editable combobox with list). `data-source`
 * answers `?q=` with `[{id, name, note}]`; the id goes into the hidden field. What was typed without
 * choosing is sent as it is: the server knows what to do with it.
 */
const WAIT_MS = 180;

export default function startCombobox(element) {
  const input = element.querySelector(".combobox input:not([type=hidden])");
  const key = element.querySelector("[data-combobox-key]");
  const list = element.querySelector("[role=listbox]");
  const status = element.querySelector("[data-combobox-status]");
  let timer;
  let asked;
  let active = -1;

  // The button serves without scripts; it goes when one types, so that nothing moves by itself.
  input.addEventListener("input", () => element.querySelector("[data-combobox-find]")?.remove(), { once: true });
  const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id };
  for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);

  function close() {
    clearTimeout(timer);
    asked?.abort();
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function draw(found) {
    list.replaceChildren(...found.map(({ id, name, note }, index) => {
      const option = document.createElement("li");
      Object.assign(option, { id: `${list.id}-${index}`, className: "combobox__option", role: "option", ariaSelected: "false" });
      Object.assign(option.dataset, { key: id, name });
      option.append(name, Object.assign(document.createElement("span"), { className: "combobox__note", textContent: note }));
      return option;
    }));
    close();
    list.hidden = found.length === 0;
    input.setAttribute("aria-expanded", String(found.length > 0));
    status.textContent = found.length ? status.dataset.some.replace("{}", found.length) : status.dataset.none;
  }

  async function search() {
    asked?.abort();
    asked = new AbortController();
    const address = `${element.dataset.source}?q=${encodeURIComponent(input.value.trim())}`;
    try {
      const response = await fetch(address, { signal: asked.signal, headers: { accept: "application/json" } });
      if (response.ok) draw(await response.json());
    } catch {
      // Typed on, or no connection: what was typed is sent as it is.
    }
  }

  function choose(option) {
    input.value = option.dataset.name;
    key.value = option.dataset.key;
    element.parentElement.querySelector("[data-combobox-picks]")?.remove();
    close();
    status.textContent = "";
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function move(step) {
    const all = [...list.children];
    if (list.hidden || !all.length) return search();
    active = (active + step + all.length + (active < 0 && step < 0 ? 1 : 0)) % all.length;
    all.forEach((option, index) => { option.ariaSelected = String(index === active); });
    input.setAttribute("aria-activedescendant", all[active].id);
    all[active].scrollIntoView({ block: "nearest" });
  }

  // With the list open, Enter chooses and never sends the form.
  function enter() {
    const chosen = list.children[list.children.length === 1 ? 0 : active];
    if (chosen) choose(chosen);
  }

  input.addEventListener("input", () => {
    key.value = "";
    clearTimeout(timer);
    if (input.value.trim()) timer = setTimeout(search, WAIT_MS);
    else close();
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") move(event.key === "ArrowDown" ? 1 : -1);
    else if (event.key === "Enter" && !list.hidden) enter();
    else if (event.key === "Escape" && !list.hidden) close();
    else return;
    event.preventDefault();
  });
  input.addEventListener("blur", close);
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) choose(option);
  });
}
