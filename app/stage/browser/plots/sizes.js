// How large the plots are: the map keeps one scale for both axes where its surface allows it, and fits the window.

const ONE_COLUMN = 800; // pixels of the stage; below, it is one column and the map stays in sight above the controls
const NARROW = 520;
const IN_LESSON = 0.44; // of the window's height: the controls are to be seen too
const OVER_CHARTS = 0.34; // and where there are charts, the first of them
/** @type {Record<number, Ends>} */
const CHARTS = { 1: [190, 200], 2: [300, 320], 3: [437, 470] }; // narrow and wide: none lower where there are more

/** @param {HTMLElement} host @param {number} wide */
function most(host, wide) {
  const stage = /** @type {HTMLElement} */ (host.closest(".stage"));
  const lesson = stage.classList.contains("stage-lesson");
  if (stage.clientWidth <= NARROW && stage.classList.contains("stage-both"))
    return Math.max(190, 0.25 * window.innerHeight);
  const charts = !(/** @type {HTMLElement} */ (stage.querySelector(".stage-charts")).hidden);
  if (lesson) return Math.max(250, (charts ? OVER_CHARTS : IN_LESSON) * window.innerHeight);
  return stage.clientWidth <= ONE_COLUMN ? Math.max(250, 0.42 * window.innerHeight) : Math.max(340, wide);
}

/**
 * Width and height of the map.
 * @param {Scene} scene @param {HTMLElement} host
 */
export function mapSize(scene, host) {
  const width = host.clientWidth;
  const high = most(host, window.innerHeight - 325);
  const [across, up] = width < NARROW ? [54, 52] : [154, 52]; // margins and colour bar
  const { dim, aspect } = scene.surface;
  if (!aspect) return { width, height: Math.round(Math.min((dim === 1 ? 0.62 : 0.72) * width, high)) };
  const plot = Math.min(width - across, (high - up) / aspect);
  return { width: Math.round(plot + across), height: Math.round(plot * aspect + up) };
}

/**
 * Width and height of the picture of the data, beside the map or below it.
 * @param {Scene} scene @param {HTMLElement} node
 */
export function dataSize(scene, node) {
  const width = node.clientWidth;
  return { width, height: Math.round(Math.min(width, most(node, 400), 440)) };
}

/**
 * Height of the charts.
 * @param {HTMLElement} host @param {Scene} scene
 */
export function chartsHeight(host, scene) {
  const [narrow, wide] = CHARTS[scene.charts.layout.meta.charts.length];
  return host.clientWidth < NARROW ? narrow : wide;
}
