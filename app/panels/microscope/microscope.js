// The step microscope: the step that is shown, taken apart in words, in a table, and as arrows on the map.

import { h, hide, signButton, write } from "../../stage/browser/dom/dom.js";
import { fold } from "../../stage/browser/dom/folds.js";
import { Table } from "../../stage/browser/dom/table.js";
import { projected } from "../../stage/browser/plots/geometry.js";
import { Latest } from "../../stage/browser/wire/endpoint.js";
import { element } from "../../stage/browser/plots/svg.js";
import { fill, short, TABLE } from "../../stage/browser/dom/text.js";
import { formula } from "../../stage/browser/words/rule.js";
import { KINDS, drawStep, kindsOf } from "./arrows.js";

export class Microscope {
  static place = "step";

  /** @type {(StepWords | StepAnatomy) & { asked: string }} */ answer;
  /** @type {string | null} */ wish;
  /** @type {boolean} */ was;
  /** @type {boolean} */ spoken;
  /** @type {boolean} */ typing;
  /** @type {string} */ said;
  /** @type {string | null} */ drawing;
  /** @type {string} */ offered;
  /** @type {HTMLElement} */ which;
  /** @type {HTMLInputElement} */ switch;
  /** @type {HTMLInputElement} */ number;
  /** @type {Table} */ table;
  /** @type {HTMLElement} */ kinds;
  /** @type {HTMLElement} */ scale;
  /** @type {HTMLElement} */ spelled;
  /** @type {HTMLElement} */ node;
  /** @type {HTMLElement} */ bar;
  /** @type {HTMLElement} */ words;
  /** @type {HTMLElement} */ live;
  /** @type {HTMLElement} */ more;
  /** @type {HTMLElement} */ panel;

  /** @param {PanelContext} ctx */
  constructor(ctx) {
    this.ctx = ctx;
    this.t = ctx.t;
    this.off = new Set();
    /** @type {Latest<[query: Query, run: number, step: number], StepWords | StepAnatomy>} */
    this.fetch = new Latest(
      (query, run, step) =>
        ctx.get("microscope", query, { run, step, stretched: Number(ctx.scene().surface.aspect == null) }),
      (answer, ...wish) => this.#use({ ...answer, asked: wish.join(" ") }),
      () => {
        this.wish = null;
      },
    );
    this.layer = ctx.layer("step");
    this.#buildBar();
    this.#buildPanel();
    ctx.rule.title.textContent = this.t["microscope.title"];
    ctx.rule.parts.append(this.panel);
    ctx.rule.onchoice = () => this.#chosen();
  }

  draw() {
    this.#ask();
    this.#arrows();
  }

  get #open() {
    return this.ctx.rule.node.open;
  }

  /** Under the map: the switch, and with it what can be shown. */
  #buildBar() {
    this.switch = h("input", { type: "checkbox", id: "insight-step-on", onchange: () => this.draw() });
    this.kinds = h("span", { class: "insight-step-kinds", role: "group", hidden: true });
    this.scale = h("p", { class: "stage-hint", hidden: true });
    const label = h("label", { for: "insight-step-on", class: "stage-check" }, this.switch, this.t["microscope.on"]);
    this.spelled = h("p", { class: "stage-hidden", hidden: true }); // what the arrows show, for who does not see them
    this.node = h("div", { class: "insight-step-bar" }, label, this.kinds, this.scale, this.spelled);
  }

  /** In the panel of the update rule: to and fro, what happens in words, and the table. */
  #buildPanel() {
    const { t, ctx } = this;
    /** @param {string} sign @param {string} label @param {number} by */
    this.number = h("input", {
      type: "text",
      inputmode: "numeric",
      class: "stage-number insight-step-number",
      id: "insight-step",
      autocomplete: "off",
      oninput: () => {
        this.typing = true;
      },
      onchange: () => this.#typed(),
    });
    this.bar = h("div", { class: "stage-rule-choice" },
      h("label", { for: "insight-step", class: "stage-label" }, t["microscope.step_label"]),
      signButton("‹", t["microscope.before"], () => this.#go(ctx.row() - 1)), this.number,
      signButton("›", t["microscope.after"], () => this.#go(ctx.row() + 1)));
    ctx.rule.node.querySelector(".stage-table-bar")?.append(this.bar);
    this.words = h("ul", { class: "insight-step-words" });
    this.live = h("div", { class: "stage-hidden", "aria-live": "polite" });
    this.table = new Table(t["microscope.table"], "insight-step-table");
    this.more = h("p", { class: "stage-hint", hidden: true });
    this.panel = h("div", {}, this.words, this.live, fold(t["microscope.table"], {}, this.table.node, this.more));
  }

  /** Opened or closed, or another run: with the panel the arrows come and go. */
  #chosen() {
    if (this.#open !== this.was) this.switch.checked = this.#open;
    this.was = this.#open;
    this.draw();
  }

  /** @param {number} row */
  #go(row) {
    this.spoken = true;
    this.ctx.scrubber.jump(row);
  }

  /** Goes to the step that was typed, or to the nearest one there is. */
  #typed() {
    const step = Math.round(Number(this.number.value));
    const { now } = this.ctx.rule;
    this.typing = false;
    if (!now) return;
    const run = this.ctx.paths().runs[now.run - 1];
    if (step >= 1) this.#go(Math.min(Math.floor((step - 1) / run.every), run.rows - 1));
    this.number.value = String(this.ctx.rule.now?.step ?? "");
  }

  #ask() {
    const { now, query } = this.ctx.rule;
    if (!now || !(this.#open || this.switch.checked)) return;
    /** @type {[Query, number, number]} */
    const wish = [query, now.run, now.step];
    if (wish.join(" ") === this.wish) return;
    this.wish = wish.join(" ");
    this.fetch.want(...wish);
  }

  /** @param {Microscope["answer"]} answer */
  #use(answer) {
    this.answer = answer;
    if (!this.typing) this.number.value = String(answer.step);
    if (this.#open) this.#tell(answer);
    this.#arrows();
  }

  /** @param {StepWords} answer */
  #tell({ words, rows, variables = [], hidden = 0 }) {
    const said = words.join(" ");
    if (said !== this.said) this.words.replaceChildren(...words.map((text) => h("li", {}, text)));
    this.said = said;
    if (this.spoken) write(this.live, said);
    this.spoken = false;
    /** @param {StepRow} row */
    const cells = ({ values, note }) =>
      values ? values.map((value) => short(value, TABLE)) : [h("td", { colspan: variables.length }, note)];
    /** @param {StepRow} row */
    const name = (row) => h("th", { scope: "row" }, row.symbol && formula(row.symbol), h("span", {}, row.name));
    this.table.show({ heads: [this.t["microscope.quantity"], ...variables],
      rows: rows.map((row) => [name(row), ...cells(row)]) });
    this.more.hidden = !hidden;
    write(this.more, fill(this.t["microscope.hidden"], { count: hidden }));
  }

  /** The arrows, their switches, and what is to be known to read them. */
  #arrows() {
    const { answer, t } = this;
    const scene = this.ctx.scene();
    const run = scene?.runs[(answer?.run ?? 0) - 1];
    const drawable = answer && "point" in answer && answer.step > 0 && answer.point.length === scene?.surface.dim;
    const on = this.switch.checked && drawable && run;
    for (const part of [this.kinds, this.scale, this.spelled]) hide(part, !on);
    this.ctx.root.classList.toggle("insight-apart", Boolean(on)); // the paths step back
    if (!on) {
      this.drawing = null;
      return this.layer.clear();
    }
    const { axes } = scene.surface;
    const there = kindsOf(answer, axes);
    this.#offer(there, fill(t["microscope.which"], { name: run.label, step: answer.step }), run.color);
    const shown = there.filter((kind) => !this.off.has(kind));
    const view = this.ctx.map.view();
    const first = projected(this.ctx.paths().runs[0], axes).map((column) => column[0]);
    /** @type {Pixel} */
    const ring = [view.px(first[0]), view.py(first[1])];
    const drawing = [shown, answer.asked, run.color, view.x0, view.x1, view.y0, view.y1, view.width, view.height, ring]
      .join();
    if (drawing === this.drawing) return;
    this.drawing = drawing;
    const names = Object.fromEntries(there.map((kind) => [kind, t[`microscope.${kind}`]]));
    const times = drawStep(this.layer, answer, axes, shown, names, run.color, ring);
    const remarks = [
      times > 1 ? fill(t["microscope.larger"], { times: short(times) }) : "",
      shown.includes("scaling") ? t["microscope.ellipse"] : "",
    ];
    write(this.scale, remarks.filter(Boolean).join(" "));
    write(this.spelled, answer.words.join(" "));
  }

  /**
   * A switch for each kind, with a sample of its line.
   * @param {string[]} kinds @param {string} title @param {string} color
   */
  #offer(kinds, title, color) {
    this.kinds.setAttribute("aria-label", title);
    const key = `${kinds} ${color}`;
    if (key !== this.offered) {
      this.which = h("strong", {});
      this.kinds.replaceChildren(this.which, ...kinds.map((kind) => {
        const box = h("input", { type: "checkbox", id: `insight-step-${kind}`, onchange: () => {
          this.off[box.checked ? "delete" : "add"](kind);
          this.#arrows();
        } });
        box.checked = !this.off.has(kind);
        return h("label", { for: box.id, class: "stage-check" }, box, sample(kind, color),
          this.t[`microscope.${kind}`]);
      }));
    }
    this.offered = key;
    write(this.which, title);
  }
}

/**
 * How a kind of arrow looks, for its switch.
 * @param {string} kind @param {string} color
 */
function sample(kind, color) {
  const svg = element("svg", { viewBox: "0 0 26 12", width: 26, height: 12, "aria-hidden": "true" });
  const { width, dash } = KINDS[kind];
  const style = { stroke: kind === "step" ? color : "currentColor", "stroke-width": width, fill: "none" };
  if (kind === "scaling") element("ellipse", { cx: 13, cy: 6, rx: 10, ry: 4.5, ...style }, svg);
  else element("path", { d: "M1,6H25", ...style, "stroke-dasharray": dash }, svg);
  return svg;
}
