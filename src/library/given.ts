import type { HistorySource } from '../history/scan-history.js';
import type { MarketFeed } from '../market/feed.js';
import { isPreset } from '../presets/preset.js';
import { shownValue } from '../util/plain-text.js';
import { SquallError } from '../util/squall-error.js';

// JavaScript callers can pass anything that TypeScript would have rejected.

export function usage(message: string): SquallError {
  return new SquallError('USAGE', message);
}

/** @throws {SquallError} USAGE */
export function checkFeed(feed: unknown): void {
  if (typeof (feed as Partial<MarketFeed> | null)?.markets === 'function') return;
  const got = feed instanceof Promise ? 'a promise: await it' : shownValue(feed);
  throw usage(`Expected a feed from simulate, fromCandles, fromFiles or fromExchange, got ${got}`);
}

/** @throws {SquallError} USAGE */
export function checkSource(source: unknown): void {
  const { markets, barCount } = (source ?? {}) as Partial<HistorySource>;
  if (Array.isArray(markets) && typeof barCount === 'number') return;
  throw usage(
    `Expected \`source\` to be a history from readHistory or historyOfSeries, got ${shownValue(source)}`,
  );
}

/** @throws {SquallError} USAGE: neither a name nor a preset. */
export function checkPreset(preset: unknown): void {
  if (typeof preset === 'string' || isPreset(preset)) return;
  const expected = 'the name of a built-in preset, or one that loadPreset or parsePreset returned';
  throw usage(`Expected \`preset\` to be ${expected}, got ${shownValue(preset)}.`);
}

/** @throws {SquallError} USAGE: not a list. */
export function checkList(name: string, list: unknown, of: string): void {
  if (!Array.isArray(list)) throw usage(`Expected \`${name}\` to be a list ${of}, got ${shownValue(list)}`);
}

/** The same failure as a usage error: the caller passed an impossible number. @throws {SquallError} USAGE */
export function refusingNumbers<Made>(make: () => Made): Made {
  try {
    return make();
  } catch (error) {
    throw error instanceof RangeError ? usage(error.message) : error;
  }
}
