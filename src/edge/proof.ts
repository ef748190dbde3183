import type { BarColumns, HistorySource } from '../history/scan-history.js';
import { createRng, keyOf } from '../util/rng.js';
import type { Screen } from './screen.js';

/** A bar and market that a screen judges differently once later bars change. */
export interface Peek {
  readonly bar: number;
  readonly market: number;
  /** The last unchanged bar. */
  readonly cutBar: number;
  /** How the later bars were changed: removed, or replaced by nonsense. */
  readonly change: 'cut' | 'poison';
}

export interface ProofRequest {
  readonly screen: Screen;
  readonly source: HistorySource;
  /** Number of moments at which later bars are changed, each in both ways. */
  readonly cuts: number;
  readonly seed: number;
}

/**
 * Bars before a cut that are recomputed. Only the second half is compared, as look-ahead shows in the last bars before
 * the cut.
 */
const BEFORE = 1200;
const COMPARED_BARS = BEFORE / 2;
/** Bars after the cut that are removed or changed. */
const AFTER = 600;

/**
 * Checks a screen for look-ahead: runs it on histories that end at random moments and on histories whose later bars are
 * nonsense, and compares its verdicts on the earlier bars.
 * @returns the first difference; null if there is none
 */
export async function findPeek({ screen, source, cuts, seed }: ProofRequest): Promise<Peek | null> {
  const rng = createRng(keyOf(seed, 'cuts'));
  for (let i = 0; i < cuts; i++) {
    const cutBar = Math.floor(source.barCount * (0.3 + 0.65 * rng.next()));
    const firstBar = Math.max(0, cutBar - BEFORE);
    const part = barsOf(source, firstBar, Math.min(source.barCount, cutBar + AFTER));
    const cut = cutBar - firstBar;
    const whole = await saidOf(screen, part);
    for (const change of ['cut', 'poison'] as const) {
      const changed = change === 'cut' ? barsOf(part, 0, cut + 1) : poisonedAfter(part, cut);
      const found = firstDifference(whole, await saidOf(screen, changed), part, cut);
      if (found !== null) return { market: found.market, bar: firstBar + found.bar, cutBar, change };
    }
  }
  return null;
}

/** 0 = not usable, 1 = usable, 2 = passed, for every market and bar: [market · barCount + bar]. */
async function saidOf(screen: Screen, source: HistorySource): Promise<Uint8Array> {
  const said = new Uint8Array(source.markets.length * source.barCount);
  for await (const { firstBar, barCount, stride, usable, passed } of screen.chunks(source)) {
    for (let market = 0; market < source.markets.length; market++) {
      for (let row = Math.max(0, -firstBar); row < barCount; row++) {
        const at = market * stride + row;
        if (firstBar + row >= source.barCount) break;
        said[market * source.barCount + firstBar + row] = usable[at] === 1 ? 1 + passed[at] : 0;
      }
    }
  }
  return said;
}

function firstDifference(
  whole: Uint8Array,
  changed: Uint8Array,
  { markets, barCount }: HistorySource,
  cutBar: number,
): { readonly bar: number; readonly market: number } | null {
  const changedBars = changed.length / markets.length;
  for (let bar = Math.max(0, cutBar - COMPARED_BARS); bar <= cutBar; bar++) {
    for (let market = 0; market < markets.length; market++) {
      if (whole[market * barCount + bar] !== changed[market * changedBars + bar]) return { bar, market };
    }
  }
  return null;
}

/** Bars [from, to) of a history as a separate history. */
function barsOf(source: HistorySource, from: number, to: number): HistorySource {
  const within = (bar: number): number => Math.min(Math.max(bar, from), to) - from;
  return {
    timeframeMs: source.timeframeMs,
    firstOpenTimeMs: source.firstOpenTimeMs + from * source.timeframeMs,
    barCount: to - from,
    markets: source.markets.map(({ market, firstBar, endBar }) => ({
      market,
      firstBar: within(firstBar),
      endBar: within(endBar),
    })),
    prepare: async (firstBar, endBar) => source.prepare?.(firstBar + from, endBar + from),
    read: (market, firstBar, endBar, into, at) =>
      source.read(market, firstBar + from, endBar + from, into, at),
  };
}

/** The same history with the prices of later bars multiplied by 100 and 50 in turn. */
function poisonedAfter(source: HistorySource, cutBar: number): HistorySource {
  return {
    ...source,
    prepare: async (firstBar, endBar) => source.prepare?.(firstBar, endBar),
    read(market, firstBar, endBar, into: BarColumns, at) {
      source.read(market, firstBar, endBar, into, at);
      for (let bar = Math.max(firstBar, cutBar + 1); bar < endBar; bar++) {
        const row = at + bar - firstBar;
        const factor = bar % 2 === 0 ? 100 : 50;
        for (const column of [into.open, into.high, into.low, into.close]) column[row] *= factor;
        into.volume[row] *= 1000;
      }
    },
  };
}
