import { formatTimeframe } from '../market/timeframe.js';
import { DEFAULT_HORIZONS, primaryOf } from '../library/edge.js';
import { SquallError } from '../util/squall-error.js';
import { flagValue } from './flag-value.js';
import { parseDuration, parseList } from './parse.js';
import type { VerbOptions } from './verb-options.js';

/** A year of days: longer horizons are investments. */
const LONGEST_HORIZON_MS = 366 * 86_400_000;
const parseHorizon = parseDuration(1000, LONGEST_HORIZON_MS);

/** @returns bars, ascending. @throws {SquallError} USAGE: not whole bars. */
export function horizonsOf(flags: VerbOptions['flags'], timeframeMs: number): readonly number[] {
  const texts = flagValue(flags, 'horizon', parseList);
  if (texts === undefined) return DEFAULT_HORIZONS;
  const bars = texts.map((text) => barsOf(text, timeframeMs));
  return [...new Set(bars)].sort((a, b) => a - b);
}

/** The horizon chosen in advance, in bars. */
export function primaryFrom(
  flags: VerbOptions['flags'],
  horizons: readonly number[],
  timeframeMs: number,
): number {
  const { primary } = flags;
  return typeof primary === 'string' ? barsOf(primary, timeframeMs) : primaryOf(horizons);
}

function barsOf(text: string, timeframeMs: number): number {
  const ms = flagValue({ horizon: text }, 'horizon', parseHorizon) ?? NaN;
  const bars = ms / timeframeMs;
  if (Number.isInteger(bars)) return bars;
  throw new SquallError(
    'USAGE',
    `--horizon: expected whole bars of ${formatTimeframe(timeframeMs)}, got ${text}`,
  );
}

/** The single horizon given, in bars. @throws {SquallError} USAGE: not whole bars. */
export function barsOfHorizon(flags: VerbOptions['flags'], timeframeMs: number): number | undefined {
  const { horizon } = flags;
  return typeof horizon === 'string' ? barsOf(horizon, timeframeMs) : undefined;
}
