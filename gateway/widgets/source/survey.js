/*
 * <langnghe-survey portal="…" mode="inline|button" lang="vi|en" theme="light|dark">
 *   <a href="https://…/danh-gia/…">Đánh giá cổng</a>
 * </langnghe-survey>
 * Anonymous ratings of a portal by the instrument in force.
 */
import { Widget } from "./base.js";
import { drawCriterion } from "./criterion.js";
import { make, newKey } from "./making.js";
import { findProof } from "./proof.js";
import { keep, sendKept } from "./queue.js";
import { words } from "./survey-words.js";

const API = "/api/survey/v1/";
const MINUTE = 6e4;
const HOUR = 36e5;

class Survey extends Widget {
  words = words;

  get portal() {
    return this.getAttribute("portal");
  }

  get page() {
    return "/danh-gia/" + this.portal;
  }

  begin(card) {
    if (this.getAttribute("mode") != "button") return super.begin(card);
    const { say } = this;
    const close = make("button", { onclick: () => dialog.close() }, say.close);
    const dialog = make("dialog", { ariaLabel: say.open }, close, card);
    const open = make("button", { onclick: () => dialog.showModal() }, say.open);
    open.addEventListener("click", () => this.attempt(() => this.open(card)), { once: true });
    this.box.append(open, dialog);
  }

  async open(card) {
    const { language, say } = this;
    const challenge = API + "challenge?portal=" + this.portal;
    const [instrument, work] = await Promise.all([this.call(API + "instrument"), this.call(challenge)]);
    const opened = Date.now();
    const title = instrument.title[language];
    const key = newKey();
    let isBusy, proof;
    const form = make("form", { ariaLabel: title }, make("b", {}, title), say.lead,
      ...instrument.criteria.map((criterion) => drawCriterion(criterion, language)),
      make("button", {}, say.send));
    form.onsubmit = async (event) => {
      event.preventDefault();
      if (isBusy) return;
      isBusy = true;
      if (Date.now() - opened > HOUR) proof = undefined; // soon no longer valid
      await this.attempt(() => this.rate(card, form, key, instrument.version, proof));
      isBusy = false;
    };
    card.replaceChildren(form, this.note);
    const sendAgain = () => sendKept((key, body) => this.send(key, body));
    sendAgain();
    addEventListener("online", sendAgain, this.leave); // until its signal aborts
    this.timer = setInterval(sendAgain, MINUTE);
    proof = await findProof(work, this.leave.signal).catch(() => {});
  }

  async rate(card, form, key, version, proof) {
    const { portal, note, say } = this;
    const { other, ...ratings } = Object.fromEntries(new FormData(form));
    if (!Object.keys(ratings).length) {
      note.textContent = say.none;
      return form.querySelector("input").focus();
    }
    const page_url = location.origin + location.pathname;
    const body = { portal, instrument_version: version, ratings, other, page_url };
    let said = say.thanks;
    try {
      await this.send(key, { ...body, proof });
    } catch (error) {
      if (error.status) throw error; // answered: the form stays as it is
      keep(key, body);
      said = say.later;
    }
    card.replaceChildren(note);
    note.textContent = said;
    note.focus();
  }

  async send(key, body) {
    await this.call(API + "responses", body, key);
    this.announce("submitted", { portal: body.portal });
  }
}

customElements.get("langnghe-survey") || customElements.define("langnghe-survey", Survey);
