/* One question of the instrument: a choice of a few, or words of one's own. */
import { make } from "./making.js";

export function drawCriterion({ key, title, question, options }, language) {
  const asked = [make("b", {}, title[language]), make("small", {}, question[language])];
  if (!options.length) {
    const field = make("textarea", { className: "field", name: key, rows: 3, maxLength: 2000 });
    return make("label", {}, ...asked, field);
  }
  return make("fieldset", {}, make("legend", {}, ...asked), ...options.map((option) =>
    make("label", { className: "pick" },
      make("input", { type: "radio", name: key, value: option.key }), option.label[language])));
}
