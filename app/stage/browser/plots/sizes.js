// How large the plots are: the map keeps one scale for both axes where its surface allows it, and fits the window.

const NARROW = 520; // pixels of the stage
const IN_LESSON = 0.44; // of the window's height: the controls are to be seen too
const OVER_CHARTS = 0.34; // and where there are charts, the first of them
/** @type {Record<number, Ends>} */
const CHARTS = { 1: [190, 200], 2: [300, 320], 3: [437, 470] }; // narrow and wide: none lower where there are more
const LOW = 170; // pixels: a map or a chart that has no more room
const OVER_SHEET = 0.3; // of a phone's height: the map, above all that is moved with a thumb
const UNDER_THUMB = [96, 170]; // the chart there, at least and at most
const OVER_THUMB = 0.42; // of a phone's height: map and chart
const WIDEST_CHART = 320; // high, below the map
const TIME = 44; // the row with Play
const GAPS = 12; // between map, time and chart
const MAP_SHARE = 0.58; // of the width, at most, where charts stand beside the map

/** Whether all of the playground is in the window at once; as in frame.css. */
const framed = () => matchMedia("(min-height: 600px)").matches;
/** Whether the runs stand beside the picture; as in frame.css. */
export const wide = () => matchMedia("(min-width: 900px)").matches;

/**
 * The room for map and chart in the playground's frame, one below the other or side by side.
 * @param {Page} page
 */
function room({ plots, root }) {
  if (!framed() || !wide()) return { map: Math.max(LOW, OVER_SHEET * window.innerHeight), beside: false };
  const high = plots.clientHeight - TIME - GAPS;
  const beside = root.classList.contains("frame-beside");
  return { map: Math.max(LOW, beside ? high : high - LOW), beside, high };
}

/** @param {Page} page */
function inLesson({ root, chartsHost }) {
  if (root.clientWidth <= NARROW && root.classList.contains("stage-both"))
    return Math.max(190, 0.25 * window.innerHeight);
  return Math.max(250, (chartsHost.hidden ? IN_LESSON : OVER_CHARTS) * window.innerHeight);
}

/**
 * Width and height of the map.
 * @param {Scene} scene @param {Page} page
 */
function mapSize(scene, page) {
  const { map, beside = false } = page.plots ? room(page) : { map: inLesson(page) };
  const high = page.plots ? Math.max(LOW, map - page.plane.node.offsetHeight) : map;
  const both = page.root.classList.contains("stage-both");
  const width = page.plots && !both
    ? Math.floor((beside ? MAP_SHARE : 1) * page.plots.clientWidth)
    : page.mapBox.clientWidth;
  const { l, r, t, b } = scene.map.layout.margin;
  const [across, up] = [l + r, t + b];
  const { dim, aspect } = scene.surface;
  if (!aspect)
    return { width, height: Math.round(page.plots ? high : Math.min((dim === 1 ? 0.62 : 0.72) * width, high)) };
  const plot = Math.min(width - across, (high - up) / aspect);
  return { width: Math.round(plot + across), height: Math.round(plot * aspect + up) };
}

/**
 * Width and height of the picture of the data, beside the map or below it.
 * @param {Page} page
 */
function dataSize(page) {
  const { around, node: { clientWidth: width } } = page.data;
  return { width,
    height: Math.round(Math.min(width, page.plots ? Math.max(LOW, room(page).map - around) : inLesson(page), 440)) };
}

/**
 * Height of the charts: in the playground's frame, what the map leaves.
 * @param {Scene} scene @param {Page} page
 */
function chartsHeight(scene, page) {
  if (!page.plots) {
    const [narrow, usual] = CHARTS[scene.charts.layout.meta.charts.length];
    return page.chartsHost.clientWidth < NARROW ? narrow : usual;
  }
  const { beside, high } = room(page);
  if (high === undefined) {
    const left = OVER_THUMB * window.innerHeight - page.mapHost.offsetHeight;
    return framed() ? Math.round(Math.max(UNDER_THUMB[0], Math.min(left, UNDER_THUMB[1]))) : CHARTS[1][0];
  }
  if (beside) return Math.max(LOW, high - page.chartMenu.node.offsetHeight);
  return Math.min(WIDEST_CHART,
    Math.max(LOW, high - /** @type {HTMLElement} */ (page.mapBox.parentElement).offsetHeight));
}

/**
 * The chart beside the map has what this leaves.
 * @param {Size} size @param {Page} page
 */
function given(size, { plots }) {
  plots?.style.setProperty("--map", `${size.width}px`);
  return size;
}

/**
 * Another scene in the plots; the chart takes what the pictures leave.
 * @param {Page} page @param {Scene} scene @param {boolean} afresh
 */
export async function showPlots(page, scene, afresh) {
  await page.map.show(scene, given(mapSize(scene, page), page), afresh);
  page.data.of(scene, () => dataSize(page));
  await page.charts.show(scene, chartsHeight(scene, page));
  page.root.classList.remove("stage-empty");
}

/** @param {Page} page @param {Scene} scene */
export function resizePlots(page, scene) {
  page.map.resize(given(mapSize(scene, page), page));
  page.data.resize(dataSize(page));
  page.charts.resize(chartsHeight(scene, page));
}
