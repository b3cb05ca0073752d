// The map as it is from above, or the surface in space: a switch in the map's corner, and the runs live on either.

import { button, h, hide, write } from "../../stage/browser/dom/dom.js";
import { SpacePlot } from "./plot.js";

const ROOM = 22; // pixels: the start is so large for a finger

export class Space {
  static place = "map";

  /** @type {number[] | null} */ #usual = null; // where the switch stands, unless it gives way
  wanted = false; // in space, wherever that can be drawn
  why = ""; // it cannot be drawn here
  placed = ""; // where it lies, in pixels

  /** @param {PanelContext} ctx */
  constructor(ctx) {
    this.ctx = ctx;
    const { t } = ctx;
    this.plot = new SpacePlot(ctx);
    this.note = h("p", { class: "space-why", role: "status", hidden: true });
    this.flat = button(t["space.flat"], () => this.#choose(false));
    this.deep = button(t["space.deep"], () => this.#choose(true));
    this.choice = h("div", { class: "space-choice", role: "group", "aria-label": t["space.view"] }, this.flat,
      this.deep);
    this.node = h("div", { class: "space" }, this.plot.node, this.choice, this.note);
    this.resizer = new ResizeObserver(() => this.#place());
    this.resizer.observe(ctx.map.host);
  }

  /** @param {Scene} scene */
  scene({ surface: { dim }, map }) {
    const { t } = this.ctx;
    this.why = dim === 2 ? "" : dim === 1 ? t["space.curve"] : t["space.more"];
    this.plot.node.setAttribute("aria-label", t["space.alt"]);
    this.node.style.setProperty("--space-ground", map.layout.paper_bgcolor);
    this.deep.toggleAttribute("aria-disabled", Boolean(this.why));
    if (this.why) this.deep.setAttribute("aria-disabled", "true");
    this.deep.title = this.why;
    hide(this.note, true);
    this.#switch();
  }

  /** @param {Paths} paths @param {number} row */
  draw(paths, row) {
    this.#place();
    if (this.on) this.plot.show(paths, row);
  }

  /** @param {Paths} paths @param {number} row */
  rest(paths, row) {
    this.#giveWay(paths);
    if (this.on) this.plot.show(paths, row);
  }

  close() {
    this.resizer.disconnect();
    this.plot.close();
  }

  /** Whether the surface is seen in space. */
  get on() {
    return this.wanted && !this.why;
  }

  /** @param {boolean} wanted */
  #choose(wanted) {
    hide(this.note, !(wanted && this.why));
    write(this.note, this.why);
    if (wanted && this.why) return;
    this.wanted = wanted;
    this.#switch();
    if (this.on && this.ctx.paths()) this.plot.show(this.ctx.paths(), this.ctx.row());
  }

  #switch() {
    const { on } = this;
    this.flat.setAttribute("aria-pressed", String(!on));
    this.deep.setAttribute("aria-pressed", String(on));
    hide(this.plot.node, !on);
    this.ctx.root.classList.toggle("space-on", on);
    this.#place();
  }

  /** The switch stands in another corner where it would lie on the start, which is to be dragged. @param {Paths} paths */
  #giveWay({ runs: [run], dim }) {
    const { left, top, px, py } = this.ctx.map.view();
    const [across, up] = this.ctx.scene().surface.axes;
    if (!run?.rows) return;
    if (!this.#usual) this.node.classList.remove("space-aside");
    const x = left + px(run.point[across][0]);
    const y = top + py(dim === 1 ? run.loss[0] : run.point[up][0]);
    const { offsetLeft, offsetTop, offsetWidth, offsetHeight } = this.choice;
    this.#usual ??= [offsetLeft - ROOM, offsetTop - ROOM, offsetLeft + offsetWidth + ROOM,
      offsetTop + offsetHeight + ROOM];
    const [west, north, east, south] = this.#usual;
    this.node.classList.toggle("space-aside", x > west && x < east && y > north && y < south);
  }

  /** Lies exactly over the map, which may stand beside or below other things. */
  #place() {
    const { offsetLeft, offsetTop, offsetWidth, offsetHeight } = this.ctx.map.host;
    const place = [offsetLeft, offsetTop, offsetWidth, offsetHeight].join();
    if (place === this.placed) return;
    this.placed = place;
    this.#usual = null;
    Object.assign(this.node.style, { left: `${offsetLeft}px`, top: `${offsetTop}px`, width: `${offsetWidth}px`,
      height: `${offsetHeight}px` });
    const paths = this.ctx.paths?.();
    if (this.on && paths) this.plot.show(paths, this.ctx.row());
  }
}
