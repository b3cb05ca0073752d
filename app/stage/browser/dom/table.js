// A table with its heads, in a box that scrolls where it is too wide.

import { h } from "./dom.js";

export class Table {
  /**
   * `label` is what its box is called, `look` a class of its own.
   * @param {string} label @param {string} [look]
   */
  constructor(label, look = "") {
    this.table = h("table", { class: `stage-table ${look}` });
    this.node = h("div", { class: "stage-table-box", tabindex: 0, role: "region", "aria-label": label }, this.table);
  }

  /**
   * Fills it anew. A row begins with its head, unless a cell is there already; `now` is the row that stands out.
   * @param {{ caption?: Child; heads: Child[]; rows: Child[][]; now?: number }} parts
   */
  show({ caption, heads, rows, now }) {
    /** @param {Child} content @param {number} i */
    const cell = (content, i) =>
      content instanceof HTMLTableCellElement ? content : i ? h("td", {}, content) : h("th", { scope: "row" }, content);
    this.table.replaceChildren(
      ...(caption ? [caption instanceof HTMLTableCaptionElement ? caption : h("caption", {}, caption)] : []),
      h("thead", {}, h("tr", {}, ...heads.map((head) => h("th", { scope: "col" }, head)))),
      h("tbody", {}, ...rows.map((row, r) => h("tr", { class: r === now ? "stage-now" : null }, ...row.map(cell)))),
    );
  }
}
