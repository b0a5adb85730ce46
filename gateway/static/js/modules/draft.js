/*
 * Keeps what a person types in this tab until it was sent, so that a lost connection costs nothing.
 * `<form data-module="draft" data-draft="ask">` keeps; `<… data-module="draft" data-draft-sent="ask">`
 * on the page after it forgets every draft whose name begins so. Hidden fields, secrets and `data-no-draft` fields are never kept.
 */
const keyOf = (name) => `langnghe-draft:${name}`;

function fieldsOf(form) {
  return [...form.elements].filter(
    (field) =>
      field.name &&
      !["hidden", "password", "submit", "file"].includes(field.type) &&
      !field.closest("[data-no-draft]"),
  );
}

function isChoice(field) {
  return field.type === "radio" || field.type === "checkbox";
}

function read(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

function write(key, form) {
  const kept = fieldsOf(form).map((field) =>
    isChoice(field) ? [field.name, field.value, field.checked] : [field.name, null, field.value],
  );
  try {
    sessionStorage.setItem(key, JSON.stringify(kept));
  } catch {
    // Storage is full or switched off: the form still works, only without its safety net.
  }
}

function isChanged(field) {
  if (isChoice(field)) return field.checked !== field.defaultChecked;
  if (field.type !== "select-one") return field.value !== field.defaultValue;
  const first = [...field.options].find((option) => option.defaultSelected) ?? field.options[0];
  return field.value !== (first?.value ?? "");
}

function restore(form, kept, changed) {
  for (const field of fieldsOf(form)) {
    if (changed.has(field.name)) continue;
    const found = kept.find(
      ([name, value]) => name === field.name && (value === null || value === field.value),
    );
    if (!found) continue;
    if (isChoice(field)) field.checked = found[2];
    else field.value = found[2];
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function forget(prefix) {
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith(prefix)) sessionStorage.removeItem(key);
  }
}

// Coming back to the page that says "sent", or loading it again, sends nothing: what was typed
// there since must stay.
function isJustSent() {
  return performance.getEntriesByType("navigation")[0]?.type === "navigate";
}

export default function startDraft(element) {
  const { draft, draftSent, draftFilled } = element.dataset;
  if (draftSent) {
    if (isJustSent()) forget(keyOf(draftSent));
    return;
  }
  const key = keyOf(draft);
  const kept = read(key);
  // A form that comes back with errors already holds what was typed.
  // What was typed while this script was still on its way is newer than what was kept.
  const changed = new Set(fieldsOf(element).filter(isChanged).map((field) => field.name));
  if (Array.isArray(kept) && !draftFilled) restore(element, kept, changed);
  if (changed.size > 0) write(key, element);
  element.addEventListener("input", () => write(key, element));
}
