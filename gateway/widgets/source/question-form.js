/* The form to ask, with answers like it while one writes, and what one must keep afterwards. */
import { drawAnswers } from "./answers.js";
import { make, newKey } from "./making.js";

const labelled = (label, tag, settings) =>
  make("label", {}, make("b", {}, label), make(tag, { className: "field", ...settings }));

export function drawQuestionForm(widget) {
  const { say } = widget;
  const alike = make("ul", { role: "list" });
  const found = make("p", { role: "status" });
  const problem = make("p", { role: "alert" });
  const title = labelled(say.subject, "input", { name: "title", required: true, minLength: 5, maxLength: 200 });
  const body = { name: "body", required: true, minLength: 10, maxLength: 5000, rows: 5 };
  const form = make("form", { ariaLabel: say.ask }, title, found, alike,
    labelled(say.body, "textarea", body), make("small", {}, say.careful),
    labelled(say.email, "input", { name: "email", type: "email", autocomplete: "email" }),
    make("label", { className: "pick" }, make("input", { type: "checkbox", name: "publish" }), say.publish),
    make("button", {}, say.send), problem);
  let key = newKey();
  let isBusy;
  form.oninput = () => { key = newKey(); }; // another question, another key
  title.onchange = async (event) => {
    const questions = await widget.suggest(event.target.value.trim()).catch(() => []);
    alike.replaceChildren(...drawAnswers(widget, questions));
    found.textContent = questions.length ? say.alike : "";
  };
  form.onsubmit = async (event) => {
    event.preventDefault();
    if (isBusy) return;
    isBusy = true;
    await widget.attempt(() => send(widget, form, key), problem);
    isBusy = false;
  };
  return form;
}

async function send(widget, form, key) {
  const { title, body, email, publish } = Object.fromEntries(new FormData(form));
  const question = { title, body, email: email || undefined, may_publish: !!publish };
  const told = drawAsked(widget, await widget.ask(question, key));
  form.replaceWith(told);
  told.focus();
}

function drawAsked(widget, { code, secret, due_at }) {
  const { gateway, say } = widget;
  const href = `${gateway}/hoi-dap/tra-cuu#${code}.${secret}`;
  const due = widget.day(due_at, { timeStyle: "short" });
  const rows = [[say.code, code], [say.secret, secret], [say.due, due]];
  return make("div", { tabIndex: -1 }, make("p", {}, say.asked),
    make("dl", {}, ...rows.flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, value)])),
    make("a", { href, target: "_blank" }, say.see));
}
