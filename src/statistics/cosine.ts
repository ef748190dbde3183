/** Terms of both series for |angle| ≤ π/4: the first one left out is below 2^-60. */
const TERMS = 10;

/**
 * cos(π · halfTurns), the same bits in every engine. The angle is reduced to the first eighth of a circle
 * before it is multiplied by π, so that nothing is lost however many turns it is.
 */
export function cosineOfHalfTurns(halfTurns: number): number {
  let turn = Math.abs(halfTurns) % 2;
  if (turn > 1) turn = 2 - turn;
  const sign = turn > 0.5 ? -1 : 1;
  if (turn > 0.5) turn = 1 - turn;
  return sign * (turn <= 0.25 ? cosine(turn * Math.PI) : sine((0.5 - turn) * Math.PI));
}

function cosine(x: number): number {
  let series = 1;
  for (let n = TERMS; n >= 1; n--) series = 1 - (series * x * x) / ((2 * n - 1) * (2 * n));
  return series;
}

function sine(x: number): number {
  let series = 1;
  for (let n = TERMS; n >= 1; n--) series = 1 - (series * x * x) / (2 * n * (2 * n + 1));
  return x * series;
}
