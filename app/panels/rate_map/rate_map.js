// The map of learning rate and momentum: how a run would end with other pairs of settings. It follows the experiment.

import { button, h, tell, write } from "../../stage/browser/dom/dom.js";
import { Chooser } from "../../stage/browser/controls/chooser.js";
import { panel } from "../../stage/browser/dom/folds.js";
import { fill } from "../../stage/browser/dom/text.js";
import { showing, shown } from "../../stage/browser/wire/shown.js";
import { RateAsk } from "./ask.js";
import { RatePlot } from "./plot.js";
import { RateSettings } from "./settings.js";
import { RateWords } from "./words.js";

const KEY = { here: "rateplane-here", best: "rateplane-best", lost: "rateplane-cross", border: "rateplane-dashes" };

export class RateMap {
  static place = "rates";

  /** @type {string} */ linkedRun;
  /** @type {string | null} */ linkedUp;
  /** @type {boolean} */ added;
  /** @type {boolean} */ moved;
  /** @type {boolean} */ fromLink;
  /** @type {string | null} */ about;
  /** @type {string} */ rule;
  /** @type {RateFacts | null} */ facts;
  /** @type {RatePicture | null} */ picture;
  /** @type {string | null} */ pictured;
  /** @type {RateNames} */ names;
  /** @type {string} */ other;
  /** @type {Chooser} */ run;
  /** @type {Chooser} */ second;

  /** @param {PanelContext} ctx */
  constructor(ctx) {
    this.ctx = ctx;
    /** @type {Say} */
    this.t = (key, values = {}) => fill(ctx.t[`rateplane.${key}`], values);
    this.announce = false;
    this.refused = "";
    const { t } = this;
    const linked = shown("plane");
    if (linked !== null) [this.linkedRun, this.linkedUp] = linked.split("~");
    this.asking = new RateAsk(ctx, (line, query) => this.#heard(line, query), (...answer) => this.#glimpsed(...answer),
      (words) => this.#trouble(words));
    this.plot = new RatePlot(ctx.Plotly, (column, row, press) => this.#pointed(column, row, press));
    this.words = new RateWords(t, (at) => this.plot.mark("read", at), (settings) => this.#take(settings));
    const chosen = () => {
      this.announce = true;
      this.refused = "";
      this.#ask();
    };
    [this.run, this.second] = ["run", "second"].map((name) => new Chooser(t(name), chosen));
    this.settings = new RateSettings(ctx, this.run, this.second);
    this.status = h("p", { class: "stage-status", hidden: true });
    this.add = button("", () => this.#add(), { hidden: true });
    this.notes = h("div", {});
    /** @param {string} name @param {string} look */
    const key = (name, look) =>
      h("li", {}, h("span", { class: `rateplane-swatch ${look}`, "aria-hidden": "true" }), t(`key_${name}`));
    this.keys = Object.fromEntries(Object.entries(KEY).map(([name, look]) => [name, key(name, look)]));
    this.body = h("div", { hidden: true }, this.words.best, this.plot.node,
      h("ul", { class: "stage-legend rateplane-key" }, ...Object.values(this.keys), h("li", {}, t("key_colour"))),
      this.notes, this.words.spot, this.words.numbers);
    const opens = { open: linked !== null, ontoggle: () => this.#toggled() };
    this.node = panel("rateplane", t("title"), t("help"), opens, [this.run.node, this.second.node], this.status,
      this.add, this.body);
  }

  // ---- what the stage tells

  /** @param {Scene} scene */
  scene(scene) {
    this.plot.paint(scene);
    const { offered, place: at } = this.run;
    if (!this.run.of(scene.runs)) return;
    const before = offered ? at : Number(this.linkedRun ?? 0) - 1;
    /** @param {Control} control */
    const second = ({ key, whole, switch: only }) => !key.endsWith(".lr") && !whole && !only;
    const usual = Math.max(0, scene.runs.findIndex(({ controls }) => controls.some(second)));
    const last = scene.runs.length - 1;
    this.run.value = String((this.added ? last : before >= 0 && before <= last ? before : usual) + 1);
    this.added = false;
  }

  draw() {
    if (!this.node.open || !this.facts) return;
    this.plot.mark("here", this.settings.place(this.facts));
    if (this.#stale() && this.plot.inSight) this.asking.glimpse(this.ctx.query(), this.run.value, this.facts.up);
  }

  rest() {
    this.#ask();
  }

  close() {
    this.asking.close();
    this.plot.close();
  }

  // ---- asking

  /** A link has the panel open, unless it shows something else already. */
  #toggled() {
    if (!this.node.open) this.ctx.link("plane");
    else if (!showing()) this.#link();
    this.#ask();
  }

  #link() {
    this.ctx.link("plane", [this.run.value, this.second.value].filter(Boolean).join("~"));
  }

  #ask() {
    const query = this.ctx.query();
    const about = this.settings.about(query);
    const [run, up] = [this.run.value, this.second.value];
    if (!this.node.open || !run || about === this.about) return;
    const rule = `${run} ${new URLSearchParams(query).get(`run${run}`)}`;
    const wanted = this.linkedUp ?? (rule === this.rule ? up : ""); // another rule may not have this setting
    this.about = about;
    this.rule = rule;
    this.fromLink = Boolean(this.linkedUp);
    this.linkedUp = null;
    this.node.setAttribute("aria-busy", "true");
    if (!this.picture) tell(this.status, this.t("working"));
    this.asking.whole(query, run, wanted);
  }

  /** @param {RateLine} line @param {Query} query */
  #heard(line, query) {
    if (line.problems) this.#trouble(line.problems.join(" "));
    else if (line.waiting != null) tell(this.status, line.words ?? "");
    else if (line.alone) this.#alone(line);
    else if (line.picture) this.#show(line.picture, query);
    else if (line.across) {
      this.#frame(/** @type {RateFacts} */ (line));
      this.about = this.settings.about(query); // it names the second setting now
      if (shown("plane") !== null) this.#link();
    } else if (line.done) this.#finish();
  }

  /**
   * What is drawn in a hurry still has to come whole; where that is there already, it is better.
   * @param {RateFacts} facts @param {RatePicture} picture @param {Query} query
   */
  #glimpsed(facts, picture, query) {
    if (this.settings.about(this.ctx.query()) === this.about) return;
    this.#frame(facts);
    this.#show(picture, query);
    this.about = null;
  }

  #finish() {
    this.node.removeAttribute("aria-busy");
    if (this.announce && this.picture) this.ctx.say(this.words.summary());
    this.announce = false;
  }

  /** @param {string} words */
  #trouble(words) {
    this.about = null; // the next rest tries again
    tell(this.status, words);
    this.node.removeAttribute("aria-busy");
    if (!this.fromLink) return;
    this.refused = words; // said beside the usual map, which stands in for the link's
    this.#ask();
  }

  /** @param {RateLine} line */
  #alone({ alone = "", other = "" }) {
    this.facts = this.picture = this.pictured = null;
    this.body.hidden = this.second.node.hidden = true;
    tell(this.status, alone);
    const { optimizers, runs, maxRuns } = this.ctx.scene();
    this.other = other;
    write(this.add, this.t("add", { optimizer: optimizers.find(({ slug }) => slug === other)?.name ?? other }));
    this.add.hidden = runs.length >= maxRuns;
  }

  #add() {
    this.added = this.announce = this.moved = true;
    this.ctx.restage({ run99: this.other });
  }

  // ---- showing

  /** @param {RateFacts} facts */
  #frame(facts) {
    const names = { rate: this.settings.control("lr")?.label ?? this.t("rate"),
      second: this.settings.control(facts.up)?.label ?? facts.up, loss: this.t("loss"), above: this.t("above") };
    const another = names.second !== this.names?.second || names.rate !== this.names.rate;
    Object.assign(this, { facts, names });
    this.second.offer(facts.choices.map((name) => [name, this.settings.control(name)?.label ?? name]));
    this.second.value = facts.up;
    this.add.hidden = true;
    this.keys.border.hidden = !facts.border.x;
    this.notes.replaceChildren(
      ...[facts.border.words, ...facts.notes].map((words) => h("p", { class: "stage-hint" }, words)),
    );
    this.words.name(names, another);
    if (another) this.plot.mark("read", null);
    this.plot.frame(facts, names, this.ctx.scene());
  }

  /** @param {RatePicture} picture @param {Query} query */
  #show(picture, query) {
    this.picture = picture;
    this.pictured = this.settings.about(query);
    tell(this.status, this.refused);
    this.body.hidden = false;
    this.keys.lost.hidden = !picture.lost;
    this.keys.best.hidden = !picture.best;
    this.#stale();
    this.plot.show(picture);
    if (!this.facts) return;
    this.plot.mark("here", this.settings.place(this.facts));
    this.words.show(picture, this.settings.place(this.facts));
    if (this.moved) this.run.list.focus({ preventScroll: true }); // the button that was pressed is gone
    this.moved = false;
    this.plot.node.setAttribute("aria-label",
      this.t("picture", { rate_name: this.names.rate, name: this.names.second, words: this.words.summary() }));
  }

  /** Whether the picture is that of other settings than those on the stage. */
  #stale() {
    return this.plot.node.classList.toggle("rateplane-stale", this.settings.about(this.ctx.query()) !== this.pictured);
  }

  // ---- taking

  /** @param {number} column @param {number} row @param {boolean} press */
  #pointed(column, row, press) {
    this.words.read(column, row);
    if (press && this.picture) this.#take({ rate: this.picture.rates[column], value: this.picture.values[row] });
  }

  /** @param {RatePair} pair */
  #take({ rate, value }) {
    if (!this.facts) return;
    const [lr, up] = ["lr", this.facts.up].map((name) => `run${this.run.value}.${name}`);
    this.ctx.edit({ [lr]: String(rate), [up]: String(value) }, true);
    this.ctx.say(this.words.report({ rate, value }));
  }
}
