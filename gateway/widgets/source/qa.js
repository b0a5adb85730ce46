/*
 * <langnghe-qa unit="…" lang="vi|en" theme="light|dark">
 *   <a href="https://…/hoi-dap?unit=…">Hỏi đáp</a>
 * </langnghe-qa>
 * Answered questions to search, and a form to ask. Without `unit`: of all units.
 */
import { drawAnswers } from "./answers.js";
import { Widget } from "./base.js";
import { make } from "./making.js";
import ownSheet from "./qa.css" with { type: "css" };
import { words } from "./qa-words.js";
import { drawQuestionForm } from "./question-form.js";

const API = "/api/qa/v1/";

class Qa extends Widget {
  words = words;

  get unit() {
    return this.getAttribute("unit") || undefined;
  }

  get page() {
    return `/hoi-dap?${this.query()}`;
  }

  /* Return a query that keeps to the unit. */
  query(more) {
    return new URLSearchParams({ ...(this.unit && { unit: this.unit }), ...more });
  }

  begin(card) {
    this.shadowRoot.adoptedStyleSheets = [...this.shadowRoot.adoptedStyleSheets, ownSheet];
    super.begin(card);
  }

  async open(card) {
    const { say } = this;
    const found = make("ul", { role: "list" });
    const field = make("input", { className: "field", type: "search", maxLength: 200 });
    const search = make("form", { role: "search" },
      make("label", {}, make("b", {}, say.find), field), make("button", {}, say.go));
    search.onsubmit = (event) => {
      event.preventDefault();
      this.attempt(() => this.show(found, field.value.trim()));
    };
    const asking = make("details", {}, make("summary", {}, say.ask), drawQuestionForm(this));
    card.replaceChildren(make("b", {}, say.title), search, this.note, found, asking, this.link());
    await this.show(found);
  }

  /* Show what matches, or the newest; an older answer that comes late changes nothing. */
  async show(list, q) {
    const asked = this.asked = {};
    const { items } = await this.call(`${API}questions?${this.query({ ...(q && { q }), limit: 5 })}`);
    if (this.asked != asked) return;
    list.replaceChildren(...drawAnswers(this, items));
    this.note.textContent = this.say[items.length ? q ? "found" : "newest" : "nothing"];
  }

  async suggest(text) {
    return text ? this.call(`${API}suggestions?${new URLSearchParams({ text })}`) : [];
  }

  async ask(question, key) {
    const { language, unit } = this;
    const asked = await this.call(`${API}questions`, { ...question, unit, language }, key);
    this.announce("submitted", { unit });
    return asked;
  }

  day(moment, more) {
    const place = { timeZone: "Asia/Ho_Chi_Minh", dateStyle: "short", ...more };
    return new Date(moment).toLocaleString(this.language == "en" ? "en-GB" : "vi-VN", place);
  }
}

customElements.get("langnghe-qa") || customElements.define("langnghe-qa", Qa);
