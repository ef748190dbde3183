/** x ← (1664525x + 1013904223) mod 2³² (Numerical Recipes), as x/2³² − ½. */
export function uniformNumbers(seed: number, count: number): Float64Array {
  let state = seed;
  return Float64Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 - 0.5;
  });
}

/** y_t = φ·y_{t−1} + u_t with the numbers above, seed 1, y before the first = 0. */
export function autoregression(count: number, phi: number): Float64Array {
  let last = 0;
  return uniformNumbers(1, count).map((u) => (last = phi * last + u));
}
