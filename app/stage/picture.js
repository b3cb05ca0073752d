// The picture to take away: map and charts, as Plotly draws them, one above the other in a PNG file.

const SCALE = 2;

export async function picture(Plotly, map, charts, scene) {
  const images = [];
  for (const gd of [map, charts]) {
    const { width, height } = gd._fullLayout;
    const image = new Image();
    image.src = await Plotly.toImage(gd, { format: "png", width, height, scale: SCALE });
    await image.decode();
    images.push(image);
  }
  const legend = 26 * SCALE;
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(...images.map((image) => image.width));
  canvas.height = images.reduce((sum, image) => sum + image.height, legend);
  const paper = canvas.getContext("2d");
  paper.fillStyle = scene.background;
  paper.fillRect(0, 0, canvas.width, canvas.height);
  paper.font = `${13 * SCALE}px sans-serif`;
  let x = 16 * SCALE;
  for (const { label, color } of scene.runs) {
    paper.fillStyle = color;
    paper.fillText(`● ${label}`, x, 18 * SCALE);
    x += paper.measureText(`● ${label}`).width + 18 * SCALE;
  }
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
