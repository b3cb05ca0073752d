// "Look closer": the drawer at the foot of the playground. A tab for each thing to look at; one is open at a time.

import { h } from "./dom/dom.js";
import { remember, remembered } from "./wire/tab.js";

export const TABS = ["step", "rates", "compare", "landscape", "rule", "data", "export"];

export class Closer {
  /** @type {string | null} */ open = null;
  fitted = false;
  /** @type {Record<string, HTMLDetailsElement | undefined>} */ last = {}; // that was open in each tab

  /**
   * `parts` are what each tab holds; `changed` is told when the drawer opened or closed.
   * @param {Texts} t @param {Record<string, Node[]>} parts @param {() => void} changed
   */
  constructor(t, parts, changed) {
    this.changed = changed;
    this.bodies = forEach((name) =>
      h("div", { role: "tabpanel", id: `closer-${name}`, "aria-labelledby": `closer-tab-${name}`, class: "closer-body",
        hidden: true }, ...parts[name])
    );
    this.tabs = forEach((name) =>
      h("button", { type: "button", role: "tab", id: `closer-tab-${name}`, "aria-controls": `closer-${name}`,
        class: "closer-tab", onclick: () => this.show(name) }, t[`closer.${name}`])
    );
    // closed, the drawer is one handle; who presses one of the names on it wants just that
    this.names = forEach((name) => h("span", { "data-tab": name }, t[`closer.${name}`]));
    this.handle = h("button", { type: "button", class: "closer-handle", "aria-expanded": "false",
      onclick: (/** @type {MouseEvent} */ event) => this.#pulled(event) }, h("strong", {}, t["closer.title"]),
      h("span", { class: "closer-names" }, ...Object.values(this.names)));
    this.list = h("div", { role: "tablist", "aria-label": t["closer.title"], class: "closer-tabs",
      onkeydown: (/** @type {KeyboardEvent} */ event) => this.#walk(event) }, ...Object.values(this.tabs));
    this.close = h("button", { type: "button", class: "stage-button stage-small closer-close",
      onclick: () => this.#closed() }, t["closer.close"]);
    this.head = h("div", { class: "closer-head", hidden: true }, this.list, this.close);
    this.node = h("section", { class: "closer", "aria-label": t["closer.title"] }, this.handle, this.head,
      ...Object.values(this.bodies));
    for (const body of Object.values(this.bodies)) this.#one(body);
  }

  /** In a tab one panel is open at a time, and what opens one, such as a link, opens its tab. @param {HTMLElement} body */
  #one(body) {
    body.addEventListener("toggle", ({ target }) => {
      if (!(target instanceof HTMLDetailsElement) || target.parentElement !== body || !target.open) return;
      for (const other of panels(body)) if (other !== target) other.open = false;
      if (body.hidden) this.show(body.id.replace("closer-", ""));
    }, { capture: true }); // the event does not bubble
  }

  /** Tabs without anything to show for this surface are not offered. */
  fit() {
    for (const name of TABS) {
      const empty = [.../** @type {Iterable<HTMLElement>} */ (this.bodies[name].children)].every((node) => node.hidden);
      this.tabs[name].hidden = this.names[name].hidden = empty;
    }
    if (this.open && this.tabs[this.open].hidden) this.#shut();
    if (!this.fitted) this.#again();
    this.fitted = true;
  }

  /** Where the tab was before a reload. */
  #again() {
    const kept = remembered("closer");
    if (kept && kept in this.tabs && !this.tabs[kept].hidden) this.show(kept);
  }

  /** @param {string} name */
  show(name) {
    const before = this.open;
    this.open = name;
    remember("closer", name);
    this.#face();
    if (!before) this.changed();
  }

  #closed() {
    this.#shut();
    this.handle.focus({ preventScroll: true });
  }

  #shut() {
    this.open = null;
    remember("closer", "");
    this.#face();
    this.changed();
  }

  #face() {
    this.handle.hidden = this.open !== null;
    this.head.hidden = this.open === null;
    for (const name of TABS) {
      const chosen = name === this.open;
      this.#turn(name, chosen);
      this.tabs[name].setAttribute("aria-selected", String(chosen));
      this.tabs[name].tabIndex = chosen ? 0 : -1;
    }
  }

  /** What is not in sight is closed, so that it asks for nothing; it comes back as it was. @param {string} name @param {boolean} shown */
  #turn(name, shown) {
    const body = this.bodies[name];
    if (body.hidden === !shown) return;
    const all = panels(body);
    const open = all.find((panel) => panel.open);
    body.hidden = !shown;
    if (!shown) {
      this.last[name] = open;
      if (open) open.open = false;
    } else if (!open) (all.find((panel) => panel === this.last[name]) ?? all[0])?.setAttribute("open", "");
  }

  /** @param {MouseEvent} event */
  #pulled({ target }) {
    const named = target instanceof Element && target.closest("[data-tab]")?.getAttribute("data-tab");
    const name = named || TABS.find((one) => !this.tabs[one].hidden);
    if (!name) return;
    this.show(name);
    this.tabs[name].focus({ preventScroll: true });
  }

  /** @param {KeyboardEvent} event */
  #walk(event) {
    if (event.key === "Escape") return this.#closed();
    const offered = TABS.filter((name) => !this.tabs[name].hidden);
    const here = offered.indexOf(this.open ?? offered[0]);
    /** @type {Record<string, number>} */
    const ways = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: -1 };
    if (!(event.key in ways)) return;
    event.preventDefault();
    const name = /** @type {string} */ (offered.at(ways[event.key] % offered.length));
    this.show(name);
    this.tabs[name].focus();
  }
}

/**
 * One thing for each tab, by its name.
 * @template Made @param {(name: string) => Made} make @returns {Record<string, Made>}
 */
const forEach = (make) => Object.fromEntries(TABS.map((name) => [name, make(name)]));

/** @param {HTMLElement} body */
const panels = (
  body,
) => /** @type {HTMLDetailsElement[]} */ ([...body.children].filter((node) =>
  node instanceof HTMLDetailsElement && !node.hidden
));
