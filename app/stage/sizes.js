// How large the plots are: the map keeps one scale for both axes where its surface allows it, and fits the window.

const PHONE = 900; // pixels; below, the stage is one column and the map stays in sight above the controls
const NARROW = 520;

/** Width and height of the map. */
export function mapSize(scene, host) {
  const width = host.clientWidth;
  const phone = window.innerWidth <= PHONE;
  const most = phone ? Math.max(250, 0.42 * window.innerHeight) : Math.max(340, window.innerHeight - 270);
  const [across, up] = width < NARROW ? [54, 52] : [134, 52]; // margins and colour bar
  const { dim, aspect } = scene.surface;
  if (!aspect) return { width, height: Math.round(Math.min((dim === 1 ? 0.62 : 0.72) * width, most)) };
  const plot = Math.min(width - across, (most - up) / aspect);
  return { width: Math.round(plot + across), height: Math.round(plot * aspect + up) };
}

/** Height of the charts: a third one, of the learning rate, makes them higher, none of them lower. */
export function chartsHeight(host, scene) {
  const narrow = host.clientWidth < NARROW;
  if (scene?.charts.layout.yaxis3) return narrow ? 437 : 470;
  return narrow ? 300 : 320;
}
