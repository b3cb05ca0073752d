// The surface in space.

/** A grid of heights over a box, row by row from the lower left. */
interface Ground {
  box: [Ends, Ends];
  across: number; // numbers in a row
  up: number; // rows
  heights: ArrayLike<number>;
}

/** A place in space. */
type Spot = [x: number, y: number, z: number];
