import { isoTime } from '../util/iso-time.js';
import { openTimeOf } from './timeframe.js';

/** Minimum number of markets to detect that an exchange is away: fewer prove nothing. */
const LEAST_MARKETS = 2;
/** Share of them that must lack a bar for the exchange to count as away. */
const MOST = 0.9;
/** The same with Bitcoin among them. */
const MOST_WITH_BITCOIN = 0.5;
/** A longer gap is ignored: it is not maintenance. */
const LONGEST_BARS = 2000;

/**
 * Open times of one market's rows, and whether it is Bitcoin, which trades in every bar while an exchange is
 * up.
 */
export interface MarketTimes {
  readonly openTimeMs: Float64Array;
  readonly isBitcoin: boolean;
}

/**
 * Open times of bars in which the whole source was away: nearly every market with rows before and after lacks
 * them, or half of them with Bitcoin among them.
 */
export function findOutages(markets: readonly MarketTimes[], timeframeMs: number): Set<number> {
  const absent = new Map<number, { count: number; isBitcoin: boolean }>();
  const spans: { readonly first: number; readonly last: number }[] = [];
  for (const { openTimeMs, isBitcoin } of markets) {
    const times = sorted(openTimeMs);
    if (times.length === 0) continue;
    spans.push({ first: times[0], last: times[times.length - 1] });
    for (const time of holesOf(times, timeframeMs)) {
      const known = absent.get(time);
      absent.set(time, { count: (known?.count ?? 0) + 1, isBitcoin: isBitcoin || known?.isBitcoin === true });
    }
  }
  const away = [...absent].filter(([time, { count, isBitcoin }]) => {
    const there = spans.filter(({ first, last }) => first < time && time < last).length;
    return isAway(there, count, isBitcoin);
  });
  return new Set(away.map(([time]) => time));
}

/**
 * Whether a source was away in a bar.
 * @param there  markets that have bars before and after.
 * @param absent  those of them that lack it, and whether Bitcoin is one.
 */
export function isAway(there: number, absent: number, isBitcoin: boolean): boolean {
  return there >= LEAST_MARKETS && absent >= (isBitcoin ? MOST_WITH_BITCOIN : MOST) * there;
}

/** For a source that was never away. */
export const NO_OUTAGES: ReadonlySet<number> = new Set();

/**
 * The same for a source that is queried market by market: those bars that Bitcoin lacks and half of the
 * others lack too. The others are requested only if there are such bars.
 */
export async function findBitcoinOutages(
  bitcoin: readonly Float64Array[],
  others: () => Promise<readonly Float64Array[]>,
  timeframeMs: number,
): Promise<ReadonlySet<number>> {
  const absent = new Set(bitcoin.flatMap((times) => [...holesOf(sorted(times), timeframeMs)]));
  if (absent.size === 0) return NO_OUTAGES;
  const asMarkets = (all: readonly Float64Array[], isBitcoin: boolean): MarketTimes[] =>
    all.map((openTimeMs) => ({ openTimeMs, isBitcoin }));
  const away = findOutages([...asMarkets(bitcoin, true), ...asMarkets(await others(), false)], timeframeMs);
  return new Set([...away].filter((time) => absent.has(time)));
}

/** What a result's reader must know about such bars; nothing without one. */
export function outageWarning(away: ReadonlySet<number>, timeframeMs: number): string[] {
  if (away.size === 0) return [];
  const times = [...away].sort((a, b) => a - b);
  const newest = `${isoTime(times[0])} … ${isoTime(times[times.length - 1] + timeframeMs)}`;
  const bars = times.length === 1 ? '1 bar is' : `${times.length} bars are`;
  return [
    `${bars} absent of all markets alike (${newest}): the source was away; they are filled, and no market’s fault`,
  ];
}

/** Bars of a longer timeframe all of whose parts are among the times. */
export function longerOutages(times: ReadonlySet<number>, fromMs: number, toMs: number): Set<number> {
  const parts = new Map<number, number>();
  for (const time of times) {
    const open = openTimeOf(time, toMs);
    parts.set(open, (parts.get(open) ?? 0) + 1);
  }
  return new Set([...parts].filter(([, count]) => count === toMs / fromMs).map(([open]) => open));
}

function* holesOf(times: Float64Array, timeframeMs: number): Generator<number> {
  for (let at = 1; at < times.length; at++) {
    const step = times[at] - times[at - 1];
    if (step <= timeframeMs || step > LONGEST_BARS * timeframeMs) continue;
    for (let time = times[at - 1] + timeframeMs; time < times[at]; time += timeframeMs) yield time;
  }
}

function sorted(times: Float64Array): Float64Array {
  for (let at = 1; at < times.length; at++) if (times[at] < times[at - 1]) return times.slice().sort();
  return times;
}
