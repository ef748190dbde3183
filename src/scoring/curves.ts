/** Every component's value stays within ± this. */
export const MAX_VALUE = 3;

/** Limits a value to −3…3. */
export function clipValue(value: number): number {
  return Math.min(MAX_VALUE, Math.max(-MAX_VALUE, value));
}

/**
 * Grows without ever reaching ±3: 0 at 0, half of the maximum at ±half. A clip would make all large values
 * equal; this keeps a 60-fold surge above a 10-fold one.
 */
function saturate(x: number, half: number): number {
  return (MAX_VALUE * x) / (Math.abs(x) + half);
}

/** Maps a raw value to its worth. A history has kernels for both, because many presets use them. */
export type Curve =
  /** saturate(raw − zeroAt, half) */
  | { readonly kind: 'saturated'; readonly zeroAt: number; readonly half: number }
  /** clip(atZero − cost · |raw|) */
  | { readonly kind: 'fallingBySize'; readonly atZero: number; readonly cost: number };

export function curveValue(curve: Curve, raw: number): number {
  return curve.kind === 'saturated'
    ? saturate(raw - curve.zeroAt, curve.half)
    : clipValue(curve.atZero - curve.cost * Math.abs(raw));
}

/** A share of 0…1 as −3…3. */
export function shareToValue(share: number): number {
  return clipValue(2 * MAX_VALUE * share - MAX_VALUE);
}
