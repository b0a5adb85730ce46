/* What both widgets are made of: language, look, calls to the gateway, leaving without a trace. */
import sheet from "./base.css" with { type: "css" };
import { make } from "./making.js";

const script = document.currentScript;

/*
 * A widget has `words` ({vi, en}) and `page` (the address that does the same without it);
 * `open(card)` draws it once it is near view. Nothing it does may throw into the host page.
 */
export class Widget extends HTMLElement {
  connectedCallback() {
    this.leave = new AbortController();
    this.attempt(() => this.start());
  }

  disconnectedCallback() {
    this.leave.abort();
    this.seen?.disconnect();
    clearInterval(this.timer);
  }

  /* The gateway this script came from; module scripts are not told which they are. */
  get gateway() {
    const file = this.localName.replace("langnghe-", "widgets/");
    return new URL((script || document.querySelector(`[src*="/${file}."]`)).src).origin;
  }

  start() {
    const theme = this.getAttribute("theme");
    const dark = theme ? theme == "dark" : matchMedia("(prefers-color-scheme:dark)").matches;
    this.language = /^en/i.test(this.closest("[lang]")?.lang) ? "en" : "vi";
    this.say = this.words[this.language];
    this.note = make("p", { role: "status", tabIndex: -1 });
    this.box = make("div", { className: dark ? "box dark" : "box", lang: this.language });
    const root = this.shadowRoot || this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    root.replaceChildren(this.box);
    this.begin(make("div", { className: "card" }, this.link(), this.note));
  }

  /* Show the card with its link, and what belongs into it once it comes near view. */
  begin(card) {
    this.box.append(card);
    this.seen = new IntersectionObserver((entries) => {
      if (!entries.at(-1).isIntersecting) return;
      this.seen.disconnect();
      this.attempt(() => this.open(card));
    }, { rootMargin: "200px" });
    this.seen.observe(this);
  }

  link() {
    return make("a", { href: this.gateway + this.page, target: "_blank" }, this.say.link);
  }

  async call(path, body, key) {
    const response = await fetch(this.gateway + path, {
      signal: this.leave.signal,
      credentials: "omit",
      ...(body && {
        method: "POST",
        headers: { "Content-Type": "application/json", "Idempotency-Key": key },
        body: JSON.stringify(body),
      }),
    });
    if (!response.ok) throw response;
    return response.json();
  }

  /* Do a job; what goes wrong is told in `note`, with a link to the page that does the same. */
  async attempt(job, note = this.note) {
    const { signal } = this.leave;
    try {
      await job();
    } catch ({ status }) {
      if (signal.aborted) return;
      note?.replaceChildren(this.say.failed, " ", this.link());
      this.announce("error", { status });
    }
  }

  announce(what, detail) {
    this.dispatchEvent(new CustomEvent("langnghe:" + what, { bubbles: true, composed: true, detail }));
  }
}
