// What became of a run: a few words in sight, a place for one button, and the whole of it behind "Why?".

import { button, h, hide, write } from "../dom/dom.js";

let count = 0;

export class Verdict {
  /** @type {Query | null} */ query = null; // that the words are about
  /** @type {Explanation | null} */ why = null; // of the query, once it is known
  /** @type {Told} */ told = { words: "", verdict: "", query: null, moving: false };
  moving = false;

  /** @param {Texts} texts @param {string} name of the run */
  constructor(texts, name) {
    this.texts = texts;
    const id = `stage-verdict-${++count}`;
    this.line = h("p", { class: "verdict-line" });
    this.words = h("p", { class: "stage-words" });
    this.more = h("div", { class: "verdict-more", id, hidden: true }, this.words);
    this.ask = button("", () => this.open(Boolean(this.more.hidden)), { class: "verdict-ask", "aria-expanded": "false",
      "aria-controls": id });
    this.bar = h("div", { class: "verdict-bar" }, this.ask);
    this.node = h("section", { class: "verdict", tabindex: -1, "aria-label": `${texts["why.title"]} ${name}` },
      this.line, this.bar, this.more);
    this.#draw();
  }

  /** @param {boolean} open */
  open(open) {
    hide(this.more, !open);
    this.ask.setAttribute("aria-expanded", String(open));
  }

  /**
   * While something moves only the draft's facts are said, and the height stays as it was: whatever else stood here is
   * about other settings.
   * @param {Told} told @param {string} outcome
   */
  tell(told, outcome) {
    this.told = told;
    if (told.moving !== this.moving) {
      this.node.style.height = told.moving ? `${this.node.getBoundingClientRect().height}px` : "";
      this.moving = told.moving;
      this.node.classList.toggle("verdict-moving", told.moving);
    }
    if (!told.moving) {
      write(this.words, told.words);
      if (this.words.dataset.outcome !== outcome) this.words.dataset.outcome = outcome;
    }
    this.#draw();
  }

  /**
   * Why it went so, for the experiment `query`.
   * @param {Explanation | null} why @param {Query} query
   */
  explain(why, query) {
    this.query = query;
    this.why = why;
    this.#draw();
  }

  /** Whether it was explained, for this experiment. @param {Query} query */
  knows(query) {
    return this.query === query;
  }

  #draw() {
    const { told, texts } = this;
    const known = !told.moving && told.query === this.query;
    const why = known ? this.why : null;
    const name = why?.name ?? "";
    if (this.node.dataset.name !== name) this.node.dataset.name = name;
    const look = !known ? "" : !why ? "plain" : why.content ? "good" : "wrong";
    if (this.node.dataset.look !== look) this.node.dataset.look = look;
    emphasise(this.line, why?.verdict || told.verdict);
    write(this.ask, why && !why.content ? texts["why.title"] : texts["why.details"]);
    hide(this.bar, told.moving);
    this.more.classList.toggle("verdict-unexplained", !why);
  }
}

/**
 * Writes a text with its *bold* word.
 * @param {HTMLElement} line @param {string} text
 */
function emphasise(line, text) {
  if (line.dataset.text === text) return;
  line.dataset.text = text;
  line.replaceChildren(...parts(text).map(([bold, words]) => bold ? h("b", {}, words) : words));
}

/**
 * What is bold in a text and what is not, in order.
 * @param {string} text @returns {[bold: boolean, words: string][]}
 */
export const parts = (text) =>
  text.split("*").map((words, i) => /** @type {[boolean, string]} */ ([i % 2 === 1, words])).filter(([, words]) =>
    words
  );
