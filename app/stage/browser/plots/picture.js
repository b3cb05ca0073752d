// The picture to take away: map and charts, as Plotly draws them, one above the other in a PNG file.

import { contextOf } from "../dom/dom.js";
import { DASHES, shapeOf } from "./looks.js";

const SCALE = 2;

/** @param {Plotly} Plotly @param {Figure} map @param {Figure} charts @param {Scene} scene */
export async function picture(Plotly, map, charts, scene) {
  const images = [];
  for (const figure of [scaled(map, scene), titled(charts)]) {
    const { width, height } = figure.layout;
    const image = new Image();
    image.src = await Plotly.toImage(figure, { format: "png", width, height, scale: SCALE });
    await image.decode();
    images.push(image);
  }
  const canvas = document.createElement("canvas");
  const paper = contextOf(canvas);
  canvas.width = Math.max(...images.map((image) => image.width));
  const legend = drawLegend(paper, scene, canvas.width / SCALE, false) * SCALE;
  canvas.height = images.reduce((sum, image) => sum + image.height, legend);
  paper.fillStyle = scene.background;
  paper.fillRect(0, 0, canvas.width, canvas.height);
  paper.scale(SCALE, SCALE);
  drawLegend(paper, scene, canvas.width / SCALE, true);
  paper.resetTransform();
  let y = legend;
  for (const image of images) {
    paper.drawImage(image, 0, y);
    y += image.height;
  }
  const link = document.createElement("a");
  link.download = "descent.png";
  link.href = canvas.toDataURL("image/png");
  link.click();
}

/**
 * The map with its scales around it: on paper nobody can point at it.
 * @param {Figure} map @param {Scene} scene @returns {Figure}
 */
function scaled(map, { surface: { dim, axes, variables } }) {
  if (dim === 1) return map;
  const { layout } = map;
  const margin = { l: 56, r: 16, t: 12, b: 44 };
  /** @param {Axis} axis @param {number} i */
  const outside = (axis, i) => ({ ...axis, ticks: "outside", ticklabelposition: "outside",
    title: { text: variables[axes[i]] } });
  return { ...map,
    layout: { ...layout, margin, width: layout.width + margin.l + margin.r, height: layout.height + margin.t + margin.b,
      xaxis: outside(layout.xaxis, 0), yaxis: outside(layout.yaxis, 1) } };
}

/**
 * The charts with all their titles: on paper there is no menu.
 * @param {Figure} charts @returns {Figure}
 */
function titled(charts) {
  const { layout } = charts;
  const { annotations, margin } = layout.meta.paper;
  return { ...charts,
    layout: { ...layout, annotations, height: layout.height + margin.t - layout.margin.t,
      margin: { ...layout.margin, ...margin } } };
}

/**
 * Each run's line with its marker and label, in as many rows as are needed; returns their height.
 * @param {Paper} paper @param {Scene} scene @param {number} width @param {boolean} draw
 */
function drawLegend(paper, scene, width, draw) {
  paper.font = `14px ${scene.map.layout.font.family}`;
  let x = 16;
  let y = 20;
  for (const { label, color, dash, marker } of scene.runs) {
    const room = 52 + paper.measureText(label).width + 18;
    if (x > 16 && x + room > width) [x, y] = [16, y + 22];
    if (draw) {
      const { shape, open } = shapeOf(marker);
      Object.assign(paper, { strokeStyle: color, lineWidth: 2.4, fillStyle: color });
      paper.setLineDash(DASHES[dash].split(" ").filter(Boolean).map(Number));
      paper.stroke(new Path2D(`M${x},${y - 4}h42`));
      paper.setLineDash([]);
      paper.save();
      paper.translate(x + 21, y - 4);
      paper.fillStyle = open ? scene.background : color;
      paper.fill(new Path2D(shape)); // oxlint-disable-line unicorn/no-array-fill-with-reference-type -- a canvas
      if (open) paper.stroke(new Path2D(shape));
      paper.restore();
      paper.fillText(label, x + 50, y);
    }
    x += room;
  }
  return y + 8;
}
