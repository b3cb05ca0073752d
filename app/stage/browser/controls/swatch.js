// A piece of a run's line with its marker: the same colour, dash and shape as on the plots.

import { h } from "../dom/dom.js";
import { DASHES, shapeOf } from "../plots/looks.js";

/** @param {Look} look */
export function swatch({ color, dash, marker }) {
  const { shape, open } = shapeOf(marker);
  const span = h("span", { class: "stage-swatch", "aria-hidden": "true" });
  span.innerHTML =
    `<svg width="44" height="16" viewBox="-22 -8 44 16"><path d="M-22,0H22" stroke="${color}" stroke-width="2.6" stroke-dasharray="${
      DASHES[dash]
    }"/>` +
    `<path d="${shape}" fill="${open ? "var(--stage-background)" : color}" stroke="${color}" stroke-width="${
      open ? 2 : 0
    }"/></svg>`;
  return span;
}
