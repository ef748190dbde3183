import { cubeRoot } from './mean-test.js';
import { autocovariances, mean } from './moments.js';
import { naturalLog } from '../util/natural-log.js';

const LN_10 = 2.302585092994046;

/** Block lengths with the smallest expected loss: for the stationary and for the circular bootstrap. */
export interface BlockLengths {
  readonly stationary: number;
  readonly circular: number;
}

/**
 * Block length of a series by Politis & White 2004 with the correction of Patton, Politis & White 2009: g and s² from
 * autocovariances under a flat-top window, b = (2g²/D)^⅓·n^⅓, at least 1, at most min(3√n, n/3) rounded up.
 * @param values  at least 8
 */
export function optimalBlockLengths(values: ArrayLike<number>): BlockLengths {
  const n = values.length;
  const logTen = naturalLog(n) / LN_10;
  const quietLags = Math.max(5, Math.floor(logTen));
  const mostLags = Math.ceil(Math.sqrt(n)) + quietLags;
  const gamma = autocovariances(values, Math.min(n - 1, mostLags));
  const quiet = firstQuietLag(values, gamma, quietLags, mostLags, 2 * Math.sqrt(logTen / n));
  const window = quiet === null ? mostLags : Math.min(2 * Math.max(quiet, 1), mostLags);
  let g = 0;
  let spectrum = gamma[0];
  for (let k = 1; k <= window; k++) {
    const weight = 2 * Math.min(1, 2 * (1 - k / window));
    g += weight * k * gamma[k];
    spectrum += weight * gamma[k];
  }
  const longest = Math.ceil(Math.min(3 * Math.sqrt(n), n / 3));
  const lengthFor = (loss: number): number => {
    const length = cubeRoot((2 * g * g) / loss) * cubeRoot(n);
    return Math.max(1, Math.min(longest, Number.isFinite(length) ? length : 1));
  };
  const square = spectrum * spectrum;
  return { stationary: lengthFor(2 * square), circular: lengthFor((4 / 3) * square) };
}

/** The first lag from which on `quietLags` autocorrelations in a row are within the band. */
function firstQuietLag(
  values: ArrayLike<number>,
  gamma: Float64Array,
  quietLags: number,
  mostLags: number,
  band: number,
): number | null {
  const ends = partialSquares(values);
  let quiet = 0;
  for (let lag = 0; lag < mostLags; lag++) {
    const scale = Math.sqrt(ends.from(lag + 1) * ends.upTo(values.length - lag - 1));
    quiet = Math.abs(gamma[lag] * values.length) / scale < band ? quiet + 1 : 0;
    if (quiet === quietLags) return lag - quietLags + 1;
  }
  return null;
}

/** Sums of the squared deviations from an index on, and up to one. */
function partialSquares(values: ArrayLike<number>): {
  from(index: number): number;
  upTo(index: number): number;
} {
  const centre = mean(values);
  const sums = new Float64Array(values.length + 1);
  for (let i = 0; i < values.length; i++) sums[i + 1] = sums[i] + (values[i] - centre) * (values[i] - centre);
  return { from: (index) => sums[values.length] - sums[index], upTo: (index) => sums[index] };
}
