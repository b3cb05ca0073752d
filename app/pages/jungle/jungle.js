// The jungle game in the browser. It holds a level, a seed and a log; what they mean is computed by the server.

import { claim, isMine, linkTo, queryOf, remember, remembered } from "./address.js";
import { Refusal, ask } from "./ask.js";
import { Controls } from "./controls.js";
import { lessonOf, outcomeOf } from "./debrief.js";
import { Copied } from "../../stage/browser/dom/copied.js";
import { h, tell } from "../../stage/browser/dom/dom.js";
import { fill } from "../../stage/browser/dom/text.js";
import { introOf } from "./intro.js";
import { showLevels } from "./levels.js";
import { JungleMap } from "./map.js";
import { Sound } from "./sound.js";

/** @type {WeakMap<Element, Jungle>} */
const games = new WeakMap();

/**
 * Called by Streamlit at every rerun with the same element; the game lives on from call to call.
 * @param {Component<JungleData>} component
 */
export function mount(component) {
  const root = component.parentElement;
  let game = games.get(root);
  if (!game) games.set(root, game = new Jungle(root, component.data));
  game.receive(component);
  return () => {
    if (!root.isConnected) games.delete(root);
  };
}

class Jungle {
  /** @type {HTMLElement} */ status;
  /** @type {HTMLElement} */ title;
  /** @type {HTMLElement} */ task;
  /** @type {HTMLElement} */ said;
  /** @type {HTMLElement} */ voice;
  /** @type {HTMLElement} */ meter;
  /** @type {HTMLElement} */ counts;
  /** @type {HTMLElement} */ hear;
  /** @type {HTMLElement} */ outcome;
  /** @type {HTMLElement} */ after;
  /** @type {HTMLElement} */ seed;
  /** @type {HTMLElement} */ intro;
  /** @type {HTMLElement} */ board;
  /** @type {HTMLOListElement} */ steps;
  /** @type {HTMLButtonElement} */ stop;
  /** @type {HTMLButtonElement} */ next;
  /** @type {HTMLButtonElement} */ daily;
  /** @type {JungleMap} */ map;
  /** @type {Controls} */ controls;
  /** @type {Copied} */ copied;

  /** @type {Component<JungleData>["setStateValue"]} */ setStateValue;
  /** @type {HTMLElement} */ levels;
  /** @type {JungleGame} */ game;
  /** @type {boolean} */ busy;

  /** @param {HTMLElement} root @param {JungleData} data */
  constructor(root, data) {
    this.root = root;
    this.data = data;
    this.t = data.texts;
    /** @type {string[]} */
    this.words = [];
    this.sound = new Sound();
    root.classList.add("jungle");
    const begin = () => this.#begin();
    const href = `${data.assets}/pages/jungle/jungle.css`;
    document.head.append(h("link", { rel: "stylesheet", href, onload: begin, onerror: begin }));
  }

  /** @param {Component<JungleData>} component */
  receive({ data, setStateValue }) {
    this.data = data;
    this.setStateValue = setStateValue;
    if (this.levels) this.#showLevels();
  }

  #begin() {
    const { t } = this;
    this.status = h("p", { class: "jungle-notes", role: "alert", hidden: true });
    this.levels = h("ol", { class: "jungle-levels", role: "list" });
    this.title = h("h2", { class: "jungle-title", tabindex: "-1" });
    this.task = h("p", { class: "jungle-task" });
    this.map = new JungleMap((heading, metres) => {
      this.controls.aim(heading);
      this.controls.stride(metres);
    });
    this.controls = new Controls(t, (word) => this.act(word), () => this.map.aim(this.controls));
    this.said = h("p", { class: "jungle-said", role: "status", "aria-live": "polite" });
    this.voice = h("p", { class: "jungle-voice" });
    this.meter = h("div", { class: "jungle-meter", role: "meter", "aria-label": t.loudness, "aria-valuemin": 0,
      "aria-valuemax": 10 }, ...Array.from({ length: 10 }, () => h("span", {}, h("i"))));
    this.counts = h("dl", { class: "jungle-counts" });
    this.steps = h("ol", { class: "jungle-steps" });
    this.stop = this.#button(t.stop, () => this.act("x"));
    this.after = h("div", {});
    this.outcome = h("div", {});
    this.next = this.#button(t.next, () => this.open({ level: this.game.level + 1, seed: this.game.seed }),
      "jungle-button jungle-first");
    this.seed = h("span", { class: "jungle-hint" });
    this.copied = new Copied(t.copied, t.not_copied, "jungle-hint");
    const ear = this.#button(t.sound, () => {
      ear.setAttribute("aria-pressed", String(this.sound.toggle()));
      this.sound.call(this.game.voice);
    });
    ear.setAttribute("aria-pressed", "false");
    ear.title = t.sound_help;
    this.hear = h("section", { class: "jungle-hear", "aria-label": t.voice_title }, this.controls.compass.node,
      h("div", {}, this.voice, this.meter));
    const play = h("div", { class: "jungle-play" }, h("div", { class: "jungle-left" }, this.map.node, this.said),
      h("div", { class: "jungle-right" }, this.outcome, this.counts, this.hear, this.controls.node, this.stop));
    this.board = h("div", { class: "jungle-board", hidden: true }, h("nav", { "aria-label": t.levels }, this.levels),
      this.title, this.task, play, this.after,
      h("div", { class: "jungle-row" }, this.#button(t.restart, () => this.open({ ...this.game, log: "" })),
        this.#button(t.another, () => this.open({ level: this.game.level, seed: Math.floor(Math.random() * 2 ** 32) })),
        this.daily = this.#button(t.daily, () => this.open({ level: this.game.level, seed: this.data.seed })),
        this.#button(t.share, () => this.copied.copy(linkTo(this.game))), ear,
        this.#button(t.story, () => this.#story(true)), this.seed, this.copied.node),
      h("details", { class: "jungle-log" }, h("summary", {}, t.steps), this.steps));
    this.intro = introOf(t, () => {
      this.#story(false);
      this.title.focus();
    });
    this.root.replaceChildren(this.status, this.intro, this.board);
    const kept = remembered();
    this.#showLevels();
    this.#story(!kept);
    this.#ask("open", kept ?? { level: 1, seed: this.data.seed, log: "" }, Boolean(kept));
  }

  /** @param {string} words @param {() => void} onclick @param {string} [name] */
  #button(words, onclick, name = "jungle-button") {
    return h("button", { type: "button", class: name, onclick }, words);
  }

  /** @param {boolean} intro */
  #story(intro) {
    this.intro.hidden = !intro;
    this.board.hidden = intro;
    if (intro && this.game) this.intro.querySelector("h2")?.focus();
  }

  // ---- playing

  /**
   * Adds a word to the log. Words that come while the server thinks wait their turn.
   * @param {string} word
   */
  async act(word) {
    this.words.push(word);
    if (this.busy) return;
    while (this.words.length && !this.game.end)
      await this.#ask("play", { ...this.game, log: `${this.game.log}_${this.words.shift()}` }, true);
    this.words.length = 0;
  }

  /**
   * Another jungle, or the same from the camp.
   * @param {Partial<JungleSearch>} game
   */
  async open(game) {
    this.words.length = 0;
    await this.#ask("open", { log: "", ...game }, true);
    this.title.focus();
  }

  /** @param {"open" | "play"} mode @param {Partial<JungleSearch>} game @param {boolean} kept */
  async #ask(mode, game, kept) {
    const { level = "", seed = "", log = "" } = game;
    this.busy = true;
    try {
      this.#show(
        await ask(this.data.base, this.data.language, mode, queryOf({ level, seed, log }), (away) =>
          tell(this.status, away ? this.t.offline : "")),
        mode,
      );
      if (kept) remember(this.game);
    } catch (error) {
      this.words.length = 0;
      tell(this.status, error instanceof Error ? error.message : String(error));
      if (!(error instanceof Refusal)) console.error(error);
    }
    this.busy = false;
  }

  // ---- showing

  /** @param {JungleGame} game @param {"open" | "play"} mode */
  #show(game, mode) {
    const { t } = this;
    this.game = game;
    this.title.textContent = fill(t.level_label, { number: game.level, name: game.name });
    this.task.textContent = game.task;
    this.controls.show(game);
    this.map.show(game, this.controls);
    this.voice.textContent = game.voice.words;
    const { loudness } = game.voice;
    this.meter.setAttribute("aria-valuenow", loudness.toFixed(1));
    this.meter.querySelectorAll("i").forEach((part, n) =>
      part.style.setProperty("width", `${Math.min(Math.max(loudness - n, 0), 1) * 100}%`)
    );
    const { left, metres, falls, points } = game.tally;
    this.counts.replaceChildren(...[[left, t.left], [metres, t.metres], [falls, t.falls], [points, t.points]]
      .map(([count, name]) => h("div", {}, h("dt", {}, name), h("dd", {}, String(count)))));
    this.said.textContent = game.said;
    this.steps.replaceChildren(...game.steps.map((words) => h("li", {}, words)));
    this.steps.start = 0;
    for (const part of [this.stop, this.counts, this.hear]) part.hidden = Boolean(game.end);
    const { debrief } = game;
    const next = game.level < this.data.levels.length ? [this.next] : [];
    this.outcome.replaceChildren(...(debrief ? [outcomeOf(debrief, t, next)] : []));
    this.after.replaceChildren(...(debrief ? [lessonOf(debrief, t)] : []));
    this.said.classList.toggle("jungle-over", Boolean(game.end));
    this.daily.hidden = game.seed === this.data.seed;
    this.seed.textContent = fill(t.seed, { seed: game.seed });
    this.copied.say("");
    this.root.dataset.log = game.log;
    tell(this.status, game.notes.join(" "));
    this.#showLevels();
    if (mode === "play") {
      this.sound.call(game.voice);
      if (!game.end) return;
      claim(game);
      this.#report(game);
      this.outcome.querySelector("h2")?.focus({ preventScroll: true });
    } else if (game.end && isMine(game)) {
      this.#report(game); // a reload may have come before the first report was kept
    }
  }

  /** @param {JungleSearch} search */
  #report({ level, seed, log }) {
    this.setStateValue("result", { level, seed, log });
  }

  #showLevels() {
    const { levels, best } = this.data;
    showLevels(this.levels, levels, best, this.game?.level, this.t,
      (level) => this.open({ level, seed: this.game.seed }));
  }
}
