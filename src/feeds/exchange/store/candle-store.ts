import { LRUCache } from 'lru-cache';
import type { DataIssue } from '../../../market/data-issue.js';
import { lastClosedOpenTime } from '../../../market/timeframe.js';
import type { AdaptedCandles } from '../adapters/adapter.js';
import { BarColumns } from './bar-columns.js';
import {
  type BarsWithTrades,
  type MissingBars,
  barOf,
  closedRows,
  contradiction,
  isFaultless,
  isSameOrLater,
  joined,
} from './merge-rules.js';

export type { MissingBars };

/**
 * The outcome of an answer: the kept bars and the answer's for the cleaner, at least all that were requested.
 */
export interface MergeReport extends BarsWithTrades {
  /** Whether late trades changed the newest kept bar. */
  readonly corrected: boolean;
  /** Why neither the answer nor the kept bars can be trusted; null = they agree. */
  readonly issue: DataIssue | null;
}

/** What was requested. */
export interface AskedCandles {
  readonly answer: AdaptedCandles;
  /** Exchange time when the answer was sent, UTC ms. */
  readonly nowMs: number;
  /** The problem of the answer and the kept bars taken together; null = none. @default none */
  readonly issueOf?: (report: MergeReport) => DataIssue | null;
}

export interface CandleStoreOptions {
  /** Maximum bars per market and timeframe that may be requested, and are kept. */
  readonly maxBars: number;
  /** Markets and timeframes kept; the least recently used are dropped first. */
  readonly maxSeries: number;
}

interface Series {
  readonly bars: BarColumns;
  /** Open time of the first bar that was requested: before it nothing is known. */
  coveredFromMs: number;
}

/**
 * Closed bars as sent by the exchange, so that the next scan requests only new ones. The newest kept bar is
 * requested again with every answer: late trades may have changed it, and an answer about another market
 * shows.
 *
 * Only faultless answers are kept: strictly increasing times on the grid, sound rows. A faulty answer goes
 * unchanged to the cleaner, which judges it, and the next request is for everything. Volumes must always be
 * in one unit.
 */
export class CandleStore {
  readonly #maxBars: number;
  readonly #series: LRUCache<string, Series>;
  readonly #running = new Map<string, Promise<unknown>>();

  constructor({ maxBars, maxSeries }: CandleStoreOptions) {
    this.#maxBars = maxBars;
    this.#series = new LRUCache({ max: maxSeries });
  }

  /** Bytes of all columns. */
  get bytes(): number {
    let sum = 0;
    for (const { bars } of this.#series.values()) sum += bars.bytes;
    return sum;
  }

  /**
   * What to request so that the last `count` bars closed at `asOfMs` are known; null if they are.
   * @throws {RangeError} more bars than are kept.
   */
  missing(symbol: string, timeframeMs: number, asOfMs: number, count: number): MissingBars | null {
    if (count > this.#maxBars) {
      throw new RangeError(`Expected a request for at most ${this.#maxBars} bars, got ${count}.`);
    }
    const newestMs = lastClosedOpenTime(asOfMs, timeframeMs);
    const firstMs = newestMs - (count - 1) * timeframeMs;
    const series = this.#series.get(keyOf(symbol, timeframeMs));
    const keptMs = series === undefined ? null : lastOpenOf(series.bars);
    if (
      series === undefined ||
      keptMs === null ||
      series.bars.maxBars < count ||
      series.coveredFromMs > firstMs ||
      keptMs < firstMs - timeframeMs
    ) {
      return { sinceMs: firstMs, limit: count };
    }
    if (keptMs >= newestMs) return null;
    return { sinceMs: keptMs, limit: (newestMs - keptMs) / timeframeMs + 1 };
  }

  /**
   * Takes an answer with the missing bars. Keeps bars that are closed at `nowMs`, unless the exchange flags
   * them open.
   *
   * A kept bar that is sent again must be the same, or the same with late trades: equal open, a range no
   * narrower, a volume no smaller. Anything else, including its absence, means that one of the two answers is
   * wrong, but not which: that is a DATA_MISMATCH, and the kept bars are discarded, so that the next request
   * is for everything.
   * @param nowMs  exchange time when the answer was sent, UTC ms.
   */
  merge(
    symbol: string,
    timeframeMs: number,
    asked: MissingBars,
    answer: AdaptedCandles,
    nowMs: number,
  ): MergeReport {
    const key = keyOf(symbol, timeframeMs);
    const series = this.#seriesFor(key, asked);
    const { bars } = series;
    const rows = closedRows(answer, timeframeMs, asked, nowMs);
    if (!isFaultless(answer, rows, timeframeMs)) {
      this.#series.delete(key);
      return { ...joined(bars, answer), corrected: false, issue: null };
    }
    let corrected = false;
    if (bars.length > 0 && answer.candles.openTimeMs.length > 0) {
      const kept = bars.bar(bars.length - 1);
      const again = rows.find((row) => answer.candles.openTimeMs[row] === kept.openTimeMs);
      const repeated = again === undefined ? null : barOf(answer, again);
      if (repeated === null || !isSameOrLater(kept, repeated)) {
        this.#series.delete(key);
        return { ...joined(bars, answer), corrected: false, issue: contradiction(kept, repeated) };
      }
      corrected = kept.volume !== repeated.volume || kept.close !== repeated.close;
      bars.replaceLast(repeated);
    }
    const keptMs = lastOpenOf(bars);
    const fresh = keptMs === null ? rows : rows.filter((row) => answer.candles.openTimeMs[row] > keptMs);
    bars.append(answer.candles, answer.tradeCounts, fresh);
    if (bars.length === bars.maxBars) {
      series.coveredFromMs = Math.max(series.coveredFromMs, bars.openTimeMs(0));
    }
    return { ...candlesOf(symbol, bars, bars.length), corrected, issue: null };
  }

  /**
   * The last `count` bars closed at `asOfMs`, oldest first, with their trades (NaN = unknown); later ones may
   * follow. null if none is kept.
   */
  bars(symbol: string, timeframeMs: number, asOfMs: number, count: number): BarsWithTrades | null {
    const bars = this.#series.get(keyOf(symbol, timeframeMs))?.bars;
    const keptMs = bars === undefined ? null : lastOpenOf(bars);
    if (bars === undefined || keptMs === null) return null;
    const later = Math.max(0, (keptMs - lastClosedOpenTime(asOfMs, timeframeMs)) / timeframeMs);
    return candlesOf(symbol, bars, count + later);
  }

  /**
   * Fetches whatever is missing of the last `count` bars closed at `asOfMs` and returns them. While one call
   * for a market runs, others wait for it and request only what is still missing then; they fail with it.
   * @param ask  one or more calls to the exchange, with the exchange's time of the answer, and its problem
   *   when combined with the kept bars: then nothing of it is kept, and no waiting caller sees
   * it.
   */
  async update(
    symbol: string,
    timeframeMs: number,
    asOfMs: number,
    count: number,
    ask: (missing: MissingBars) => Promise<AskedCandles>,
  ): Promise<MergeReport> {
    const key = keyOf(symbol, timeframeMs);
    for (let running = this.#running.get(key); running !== undefined; running = this.#running.get(key)) {
      await running;
    }
    const missing = this.missing(symbol, timeframeMs, asOfMs, count);
    if (missing === null) {
      return { ...this.bars(symbol, timeframeMs, asOfMs, count)!, corrected: false, issue: null };
    }
    const call = ask(missing).then(({ answer, nowMs, issueOf }) => {
      const report = this.merge(symbol, timeframeMs, missing, answer, nowMs);
      const issue = report.issue ?? issueOf?.(report) ?? null;
      if (issue !== null) this.#series.delete(key);
      return { ...report, issue };
    });
    this.#running.set(key, call);
    try {
      return await call;
    } finally {
      this.#running.delete(key);
    }
  }

  /** The kept bars, if the answer continues them; otherwise an empty series in their place. */
  #seriesFor(key: string, { sinceMs, limit }: MissingBars): Series {
    const kept = this.#series.get(key);
    if (kept !== undefined && lastOpenOf(kept.bars) === sinceMs && kept.bars.maxBars >= limit) return kept;
    const fresh = { bars: new BarColumns(limit), coveredFromMs: sinceMs };
    this.#series.set(key, fresh);
    return fresh;
  }
}

function keyOf(symbol: string, timeframeMs: number): string {
  return `${timeframeMs} ${symbol}`;
}

function lastOpenOf(bars: BarColumns): number | null {
  return bars.length === 0 ? null : bars.openTimeMs(bars.length - 1);
}

function candlesOf(symbol: string, bars: BarColumns, count: number): BarsWithTrades {
  const { tradeCount, ...columns } = bars.last(count);
  return { candles: { symbol, ...columns }, tradeCounts: tradeCount };
}
