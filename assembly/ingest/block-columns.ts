/** Columns of a block, close first. */
export const CHANGE_FIELD = 1;
export const UPPER_FIELD = 2;
export const LOWER_FIELD = 3;
export const VOLUME_FIELD = 4;

/** Address of bar `t` of a lane, or of a whole row. */
export function rowOf(lane: usize, t: i32): usize {
  return lane + ((t as usize) << 4);
}

export function writeOne(lane: usize, t: i32, value: f64): void {
  store<f32>(rowOf(lane, t), value as f32);
}

export function scaled(values: v128): v128 {
  return f32x4.demote_f64x2_zero(values);
}

/** (a − b) · factor, rounded. */
export function difference(a: v128, b: v128, factor: v128): v128 {
  return scaled(f64x2.mul(f64x2.sub(a, b), factor));
}
