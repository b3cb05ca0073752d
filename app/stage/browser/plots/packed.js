// The numbers of a figure, which come as text: the bytes of an array, in base64.

/**
 * What a trace's field holds, row by row: packed by app/figures/map.py, or as it is.
 * @param {unknown} field @returns {ArrayLike<number>}
 */
export function numbers(field) {
  const { bdata, dtype } = /** @type {Packed} */ (field ?? []);
  if (bdata === undefined) return Array.isArray(field) ? field.flat() : /** @type {Column} */ (field ?? []);
  const bytes = Uint8Array.from(atob(bdata), (letter) => letter.charCodeAt(0));
  return dtype === "f4" ? new Float32Array(bytes.buffer) : new Float64Array(bytes.buffer);
}
