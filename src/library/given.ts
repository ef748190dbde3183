import type { HistorySource } from '../history/scan-history.js';
import type { MarketFeed } from '../market/feed.js';
import { isPreset } from '../presets/preset.js';
import { shownValue } from '../util/plain-text.js';
import { SquallError } from '../util/squall-error.js';

// JavaScript lets anything be given where TypeScript would have refused.

export function usage(message: string): SquallError {
  return new SquallError('USAGE', message);
}

/** @throws {SquallError} USAGE */
export function checkFeed(feed: unknown): void {
  if (typeof (feed as Partial<MarketFeed> | null)?.markets === 'function') return;
  const got = feed instanceof Promise ? 'a promise: await it' : shownValue(feed);
  throw usage(`Expected a feed, as simulate, fromCandles, fromFiles and fromExchange give one, got ${got}`);
}

/** @throws {SquallError} USAGE */
export function checkSource(source: unknown): void {
  const { markets, barCount } = (source ?? {}) as Partial<HistorySource>;
  if (Array.isArray(markets) && typeof barCount === 'number') return;
  throw usage(
    `Expected \`source\` to be a history, as readHistory and historyOfSeries give one, got ${shownValue(source)}`,
  );
}

/** @throws {SquallError} USAGE: neither a name nor a preset. */
export function checkPreset(preset: unknown): void {
  if (typeof preset === 'string' || isPreset(preset)) return;
  const expected = 'the name of a built-in preset, or one that loadPreset or parsePreset returned';
  throw usage(`Expected \`preset\` to be ${expected}, got ${shownValue(preset)}.`);
}

/** @throws {SquallError} USAGE: no list. */
export function checkList(name: string, list: unknown, of: string): void {
  if (!Array.isArray(list)) throw usage(`Expected \`${name}\` to be a list ${of}, got ${shownValue(list)}`);
}

/** The same failure as one of usage: where a number of the caller's cannot be. @throws {SquallError} USAGE */
export function refusingNumbers<Made>(make: () => Made): Made {
  try {
    return make();
  } catch (error) {
    throw error instanceof RangeError ? usage(error.message) : error;
  }
}
