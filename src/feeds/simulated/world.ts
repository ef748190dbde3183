import { DAY_MS } from '../../market/timeframe.js';
import { SquallError } from '../../util/squall-error.js';

/** The finest candles available; coarser ones are aggregated from them. */
export const BAR_MS = 300_000;
export const BARS_PER_DAY = DAY_MS / BAR_MS;

/** Prices are walked in steps of one segment, and filled in between: two hours. */
export const BARS_PER_SEGMENT = 24;
export const SEGMENTS_PER_DAY = BARS_PER_DAY / BARS_PER_SEGMENT;

/** 2025-01-01T00:00Z, a midnight, so that no coarser bar is cut at the start. */
export const WORLD_START_MS = 1_735_689_600_000;
const WORLD_DAYS = 90;
export const WORLD_END_MS = WORLD_START_MS + WORLD_DAYS * DAY_MS;
export const WORLD_BARS = WORLD_DAYS * BARS_PER_DAY;
export const WORLD_SEGMENTS = WORLD_DAYS * SEGMENTS_PER_DAY;

/** 2025-03-11T15:30Z: with seed 1 and 400 markets several breakouts are under way, some only minutes old. */
export const DEFAULT_AS_OF_MS = 1_741_707_000_000;

/** Index of the bar that opens at, or contains, a time. */
export function barAt(timeMs: number): number {
  return Math.floor((timeMs - WORLD_START_MS) / BAR_MS);
}

/** Open time of a bar, UTC ms. */
export function openTimeOf(bar: number): number {
  return WORLD_START_MS + bar * BAR_MS;
}

/** @throws {SquallError} the simulated market has no candles of this timeframe. */
export function checkTimeframe(timeframeMs: number): void {
  if (timeframeMs > 0 && timeframeMs % BAR_MS === 0 && DAY_MS % timeframeMs === 0) return;
  throw new SquallError(
    'USAGE',
    `The simulated market has candles of 5 minutes and of multiples of it that divide a day, not of ${timeframeMs / 60_000} minutes.`,
  );
}

/** @throws {SquallError} the moment lies outside the world. */
export function checkAsOf(asOfMs: number): void {
  if (asOfMs > WORLD_START_MS && asOfMs <= WORLD_END_MS) return;
  const span = `${new Date(WORLD_START_MS).toISOString()} to ${new Date(WORLD_END_MS).toISOString()}`;
  const asked = Number.isFinite(asOfMs) ? new Date(asOfMs).toISOString() : String(asOfMs);
  throw new SquallError('DATA_EMPTY', `The simulated market lasts from ${span}; as-of ${asked} is outside.`, {
    scope: 'process',
  });
}
