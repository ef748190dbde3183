import type { Engine } from '../../src/kernels/engine/engine.js';
import { ACCURACY_LIMITS, errorOf } from './accuracy-limits.js';
import { scan, seriesOf } from './helpers.js';
import type { VectorCase } from './vector-cases.js';

export interface Measurement {
  readonly output: string;
  /** Number of compared values. */
  readonly compared: number;
  /** The largest error, in the unit of the output's limit. */
  readonly error: number;
  /** Number of bars defined in only one of the two. */
  readonly wronglyDefined: readonly number[];
  /** Whether every value is within the promise, or within the precision of the file. */
  readonly isAccurate: boolean;
}

/** 00:00 UTC of a day. */
const MIDNIGHT_MS = Date.UTC(2024, 5, 12);

/** Computes a case with an engine and compares. */
export function measure(engine: Engine, test: VectorCase): Measurement {
  const timeframeMs = test.timeframeMinutes * 60_000;
  const count = test.columns.close.length;
  const lastOpenMs = test.openTimeMs?.[count - 1] ?? MIDNIGHT_MS + (count - 1) * timeframeMs;
  const benchmark = test.file.input['btc_close'];
  const slab = scan(engine, [seriesOf(test.columns, lastOpenMs, timeframeMs)], {
    indicators: [{ id: test.id, params: test.params }],
    timeframeMs,
    lastOpenMs,
    ...(benchmark ? { benchmark: seriesOf({ close: benchmark }, lastOpenMs, timeframeMs) } : {}),
  });
  const values = slab.series(0, test.output);
  slab.dispose();
  return compare(test, values);
}

function compare(test: VectorCase, values: Float64Array): Measurement {
  const { rel, abs } = test.file.tolerance;
  const { limit } = ACCURACY_LIMITS[test.output];
  const wronglyDefined: number[] = [];
  let compared = 0;
  let error = 0;
  let isAccurate = true;
  for (const [t, expected] of test.file.expected[test.column].entries()) {
    const close = test.columns.close[t];
    if (expected === null) {
      if (!Number.isNaN(values[t]) && test.file.sparse !== true) wronglyDefined.push(t);
      continue;
    }
    if (Number.isNaN(values[t])) {
      wronglyDefined.push(t);
      continue;
    }
    const actual = test.convert ? test.convert(values[t], close) : values[t];
    const own = errorOf(test.output, actual, expected, close);
    compared++;
    // A file with few digits can confirm no more than those.
    const slack = abs + rel * Math.abs(expected);
    if (Math.abs(actual - expected) <= slack) continue;
    error = Math.max(error, own);
    if (own > limit) isAccurate = false;
  }
  return { output: test.output, compared, error, wronglyDefined, isAccurate };
}
