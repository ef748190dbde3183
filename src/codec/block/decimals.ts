/**
 * Looked up once: in a sandboxed context (a test runner's), looking up a global is a hundred times slower.
 */
const { abs, max, min, round } = Math;
const { isNaN } = Number;
const { is } = Object;

/** Powers of ten that a float64 holds exactly. */
const MOST_DECIMALS = 22;
const SCALES = Float64Array.from({ length: MOST_DECIMALS + 1 }, (_, decimals) => Number(`1e${decimals}`));

/** Differences of two such integers, doubled for their sign, stay below 2^53. */
const MOST_TICKS = 2 ** 51;

/** No number of decimals: the values are stored as float64. */
export const NO_DECIMALS = -1;

/** 10^decimals, exactly. */
export function scaleOf(decimals: number): number {
  return SCALES[decimals];
}

export function isDecimals(decimals: number): boolean {
  return decimals >= NO_DECIMALS && decimals <= MOST_DECIMALS;
}

/**
 * The integer t with t / 10^decimals = value, or NaN if there is none below 2^51 or the value is −0. Both t
 * and the power are exact, and division rounds correctly: dividing restores the value that was parsed from
 * its decimal.
 */
export function ticksOf(value: number, scale: number): number {
  const ticks = round(value * scale);
  const isExact = ticks / scale === value && abs(ticks) <= MOST_TICKS && !is(value, -0);
  return isExact ? ticks : NaN;
}

/**
 * Fewest decimals that represent a value exactly, searched from `hint`; one more than the maximum if none do.
 */
function decimalsOf(value: number, hint: number): number {
  let decimals = hint;
  if (isNaN(ticksOf(value, SCALES[decimals]))) {
    // More decimals leave fewer digits before the point: too large a hint can fail as well as too small a
    // one.
    for (decimals = 0; decimals <= MOST_DECIMALS; decimals++) {
      if (!isNaN(ticksOf(value, SCALES[decimals]))) break;
    }
    return decimals;
  }
  while (decimals > 0 && !isNaN(ticksOf(value, SCALES[decimals - 1]))) decimals--;
  return decimals;
}

/** One row in this many may be stored separately, in full, so that it does not cost all others digits. */
const ROWS_PER_ODD_ROW = 64;

/**
 * The decimals for the columns: all rows but one in 64 are exact with them. {@link NO_DECIMALS} if none do.
 * @param columns  of one length; a row needs as many decimals as its longest value.
 */
export function chooseDecimals(columns: readonly Float64Array[]): number {
  const rows = columns[0].length;
  const rowsByDecimals = new Uint32Array(MOST_DECIMALS + 2);
  let hint = 0;
  for (let row = 0; row < rows; row++) {
    let decimals = 0;
    for (const column of columns) decimals = max(decimals, decimalsOf(column[row], hint));
    rowsByDecimals[decimals]++;
    hint = min(decimals, MOST_DECIMALS);
  }
  let covered = 0;
  for (let decimals = 0; decimals <= MOST_DECIMALS; decimals++) {
    covered += rowsByDecimals[decimals];
    if (rows - covered <= rows / ROWS_PER_ODD_ROW) return decimals;
  }
  return NO_DECIMALS;
}
