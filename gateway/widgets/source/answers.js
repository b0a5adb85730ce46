/* Answered questions as a list that opens; texts only, whatever marks their answers carry. */
import { make } from "./making.js";

const MARKS = /\[([^\]]+)\]\([^)]*\)|\*+|`+|^[#>]+ */gm;
const MOST = 700;

export function drawAnswers(widget, questions) {
  const { gateway, language, say } = widget;
  return questions.map(({ answer, code, title, unit }) => {
    const text = answer.text.replace(MARKS, "$1");
    const name = (language == "en" && unit.name_en) || unit.name;
    const href = `${gateway}/hoi-dap/${encodeURIComponent(code)}`;
    return make("li", {}, make("details", {},
      make("summary", { lang: "vi" }, title),
      make("p", { lang: "vi" }, text.length > MOST ? text.slice(0, MOST) + "…" : text),
      make("small", {}, `${name} · ${widget.day(answer.answered_at)}`),
      make("a", { href, target: "_blank", ariaLabel: `${say.whole}: ${title}` }, say.whole)));
  });
}
