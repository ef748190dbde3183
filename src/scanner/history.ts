import type { MissingPolicy } from '../filters/filter.js';
import type { Engine } from '../kernels/engine.js';
import { LANES } from '../kernels/layout.js';
import type { CandleSeries } from '../market/candle-series.js';
import { classifyMarket } from '../market/market-class.js';
import type { MarketInfo } from '../market/market.js';
import type { Preset } from '../presets/preset.js';
import { DAY_MS } from './compute-metrics.js';
import { compileFilters, type FilterColumns } from './history/filter-columns.js';
import {
  type BlockColumns,
  createColumns,
  HISTORY_METRICS,
  type HistoryBlock,
  type HistoryMetric,
} from './history/history-columns.js';
import { HistoryContext } from './history/history-context.js';
import { HistoryPass } from './history/history-pass.js';
import type { HistorySource } from './history/history-source.js';
import { MarketHistory } from './history/market-history.js';
import { RankColumns } from './history/rank-columns.js';
import { compileScore, type ScoreColumn } from './history/score-columns.js';
import { CONTEXT_FACTOR, SCAN_INDICATORS } from './metrics-computer.js';
import { barsToAcquire } from './scan.js';
import { referenceSymbol } from './universe.js';

export type { HistoryBlock, HistoryMetric, MetricColumns } from './history/history-columns.js';
export { BREAKOUT } from './history/history-columns.js';
export { historyOfSeries } from './history/history-source.js';
export type { BarColumns, HistoryMarket, HistorySource } from './history/history-source.js';

export interface HistoryRequest {
  readonly source: HistorySource;
  readonly preset: Preset;
  readonly missing: MissingPolicy;
  readonly engine: Engine;
  /** Bars that a scan would have been given: what `bars`, `filledBars` and `health` are counted over. @default 500 */
  readonly bars?: number;
  /** Metrics that are handed out; each costs its part of the memory's bandwidth. @default all */
  readonly metrics?: readonly HistoryMetric[];
  /** Bars of a block, rounded up to whole steps of 300. Changes no value by more than rounding. @default 300 */
  readonly blockBars?: number;
}

/**
 * A whole number of every window of the scan's indicators (20, 12, 50 bars) and of context bars: windows are cut at
 * multiples of their length, so that they are cut at the same bars in every block.
 */
const STEP_BARS = 300;

/**
 * All metrics, filters and the score for every bar of a history, as of that bar's close: one pass, a block of bars
 * of all markets at a time. Each value depends on bars up to its own alone. Memory is that of a block, whatever the
 * length; the yielded arrays are written again for the next block, so copy what is to stay.
 * @throws {RangeError} bars or blockBars not ≥ 1; whatever the source throws.
 */
export async function* scanHistory(request: HistoryRequest): AsyncGenerator<HistoryBlock, void, undefined> {
  const history = new History(request);
  try {
    for (let block = 0; block < history.blockCount; block++) {
      const { firstBar, endBar } = history.rangeOf(block);
      await request.source.prepare?.(firstBar, endBar);
      yield history.scanBlock(block);
    }
  } finally {
    history.dispose();
  }
}

interface Group {
  readonly reference: number;
  /** Indices of its markets, at most four. */
  readonly members: readonly number[];
}

class History {
  readonly blockCount: number;
  readonly #source: HistorySource;
  readonly #lookback: number;
  readonly #blockRows: number;
  /** Rows of the grid before the source's first bar, so that blocks begin with a context bar. */
  readonly #lead: number;
  readonly #markets: readonly MarketHistory[];
  readonly #references: readonly number[];
  readonly #groups: readonly Group[];
  readonly #classes: readonly (readonly [
    ReturnType<typeof classifyMarket>,
    ReturnType<typeof classifyMarket>,
  ])[];
  readonly #pass: HistoryPass;
  readonly #context: HistoryContext;
  /** Metrics that outlive their market's turn. */
  readonly #kept: readonly HistoryMetric[];
  readonly #columns: BlockColumns;
  /** The columns of the market that is worked on: small enough to stay in the cache. */
  readonly #work: BlockColumns;
  readonly #filters: FilterColumns;
  readonly #score: ScoreColumn;
  readonly #ranks: RankColumns;

  constructor({
    source,
    preset,
    missing,
    engine,
    bars = 500,
    blockBars = 300,
    metrics = HISTORY_METRICS,
  }: HistoryRequest) {
    for (const [name, value] of [['bars', bars] as const, ['blockBars', blockBars] as const]) {
      if (!Number.isSafeInteger(value) || value < 1) {
        throw new RangeError(`Expected \`${name}\` to be an integer ≥ 1, got ${value}.`);
      }
    }
    const { timeframeMs, firstOpenTimeMs, markets } = source;
    this.#source = source;
    const contextMs = CONTEXT_FACTOR * timeframeMs;
    this.#lead = (firstOpenTimeMs % contextMs) / timeframeMs;
    const toSteps = (count: number): number => Math.ceil(count / STEP_BARS) * STEP_BARS;
    this.#lookback = toSteps(Math.round(DAY_MS / timeframeMs) + 1);
    this.#blockRows = toSteps(blockBars);
    this.blockCount = Math.ceil((this.#lead + source.barCount) / this.#blockRows);

    const rows = { lookback: this.#lookback, block: this.#blockRows };
    const windowBars = barsToAcquire(bars, timeframeMs);
    this.#markets = markets.map(
      (market) => new MarketHistory(market, rows, windowBars, firstOpenTimeMs, timeframeMs),
    );
    const places = new Map(markets.map(({ market }, index) => [market.symbol, index]));
    const symbols = [...new Set(markets.map(({ market }) => referenceSymbol(market)))].sort();
    const present = symbols.filter((symbol) => places.has(symbol));
    this.#references = present.map((symbol) => places.get(symbol) as number);
    this.#groups = groupsOf(markets.map(({ market }) => referenceOf(market, present)));
    const kernels = {
      groupReferences: this.#groups.map(({ reference }) => reference),
      referenceCount: present.length,
      lookback: this.#lookback,
      blockRows: this.#blockRows,
      indicators: SCAN_INDICATORS,
    };
    this.#pass = new HistoryPass(engine, kernels);
    this.#context = new HistoryContext(engine, this.#groups.length, this.#lookback, this.#blockRows);
    this.#filters = compileFilters(preset.filters, missing);
    this.#kept = [...new Set([...metrics, ...this.#filters.ranks.map(({ metric }) => metric)])];
    this.#columns = createColumns(markets.length * this.#blockRows, this.#kept);
    this.#work = createColumns(this.#blockRows);
    this.#score = compileScore(preset.weights, this.#blockRows);
    this.#ranks = new RankColumns(markets.map(({ market }) => market.symbol));
    const bases = new Set(markets.map(({ market }) => market.base));
    const steady = peggedSeries(firstOpenTimeMs, timeframeMs);
    this.#classes = markets.map(({ market }) => [
      classifyMarket(market, bases, null),
      classifyMarket(market, bases, steady),
    ]);
    for (const [index, [usual, pegged]] of this.#classes.entries()) {
      this.#markets[index].watchesPeg = usual !== pegged;
    }
  }

  /** Bars of the source in a block. */
  rangeOf(block: number): { firstBar: number; endBar: number } {
    const firstBar = block * this.#blockRows - this.#lead;
    const endBar = Math.min(firstBar + this.#blockRows, this.#source.barCount);
    return { firstBar: Math.max(0, firstBar), endBar };
  }

  scanBlock(block: number): HistoryBlock {
    const { timeframeMs, firstOpenTimeMs } = this.#source;
    const firstRow = block * this.#blockRows;
    const rowCount = Math.min(this.#blockRows, this.#lead + this.#source.barCount - firstRow);
    const firstMs = firstOpenTimeMs + (firstRow - this.#lead) * timeframeMs;
    if (block > 0) this.#pass.kernels.moveOn();
    for (const market of this.#markets) market.moveOn(firstRow, rowCount, this.#lead);
    for (const index of this.#references) this.#load(index, firstRow);
    for (const [index, market] of this.#references.entries()) {
      this.#pass.writeReference(index + 1, this.#markets[market]);
    }
    this.#pass.kernels.prepareBlock(firstMs, timeframeMs, rowCount);
    for (const group of this.#groups.keys()) this.#scanGroup(group, firstRow, rowCount, firstMs);
    this.#ranks.judge(this.#filters.ranks, this.#columns, this.#blockRows, rowCount);
    this.#decide();
    // Rows before the source's first bar are not shown.
    const hidden = block === 0 ? this.#lead : 0;
    return {
      ...this.#columns,
      firstOpenTimeMs: firstMs,
      firstRow: hidden,
      barCount: rowCount,
      timeframeMs,
      stride: this.#blockRows,
      markets: this.#source.markets.map(({ market }) => market),
      filters: this.#filters.names,
    };
  }

  dispose(): void {
    this.#pass.kernels.dispose();
    this.#context.dispose();
  }

  #load(index: number, firstRow: number): void {
    const market = this.#markets[index];
    const { from, to, bars } = market;
    if (from === to || market.isLoaded) return;
    const firstBar = firstRow + from - this.#lookback - this.#lead;
    this.#source.read(index, firstBar, firstBar + to - from, bars, from);
    market.begin();
  }

  #scanGroup(group: number, firstRow: number, rowCount: number, firstMs: number): void {
    const { members } = this.#groups[group];
    const markets = members.map((index) => this.#markets[index]);
    for (const [lane, index] of members.entries()) {
      this.#load(index, firstRow);
      this.#pass.write(group, lane, this.#markets[index]);
      this.#context.write(group, lane, this.#markets[index], rowCount);
    }
    this.#context.setStarts(group, markets);
    this.#pass.kernels.setStarts(
      group,
      markets.map(({ start }) => start),
    );
    this.#pass.kernels.run(group, rowCount);
    this.#context.run(group, rowCount);
    for (const [lane, market] of markets.entries()) {
      this.#pass.read(lane, market, this.#work);
      this.#context.read(lane, market, this.#work.metrics.contextAtrRatio, rowCount);
      market.derive(this.#work);
      this.#judge(members[lane], firstMs);
      this.#keep(members[lane] * this.#blockRows);
    }
  }

  #judge(index: number, firstMs: number): void {
    const { from, to, isPegged, source } = this.#markets[index];
    const first = from - this.#lookback;
    const end = to - this.#lookback;
    const { timeframeMs } = this.#source;
    const stretch = {
      market: source.market,
      classes: this.#classes[index],
      isPegged: isPegged.subarray(first, end),
      asOfMs: firstMs + (first + 1) * timeframeMs,
      timeframeMs,
      from: first,
      to: end,
    };
    this.#filters.judge(stretch, this.#work);
    this.#work.score.fill(NaN);
    this.#score(this.#work.metrics, first, end, this.#work.score);
  }

  /** Copies what was worked out to the market's place in the block. */
  #keep(base: number): void {
    const { metrics, usable, failedBits, missingBits, score } = this.#work;
    for (const name of this.#kept) this.#columns.metrics[name].set(metrics[name], base);
    this.#columns.usable.set(usable, base);
    this.#columns.failedBits.set(failedBits, base);
    this.#columns.missingBits.set(missingBits, base);
    this.#columns.score.set(score, base);
  }

  /** Joins the filters' bits; where a market may not be scored there is no verdict. */
  #decide(): void {
    const { usable, failedBits, missingBits, passed, score } = this.#columns;
    const { missingFails } = this.#filters;
    for (let i = 0; i < usable.length; i++) {
      // Of several comparisons of a filter one that fails decides, whatever the others lack.
      const missing = missingBits[i] & ~failedBits[i];
      missingBits[i] = missing;
      if (usable[i] === 0) {
        passed[i] = 0;
        score[i] = NaN;
      } else passed[i] = failedBits[i] === 0 && (missing & missingFails) === 0 ? 1 : 0;
    }
  }
}

/** 0: compared with nothing, as BTC itself. */
function referenceOf(market: MarketInfo, present: readonly string[]): number {
  const symbol = referenceSymbol(market);
  return market.symbol === symbol ? 0 : present.indexOf(symbol) + 1;
}

/** Markets of one reference, four at a time. */
function groupsOf(references: readonly number[]): Group[] {
  const groups: Group[] = [];
  for (const reference of [...new Set(references)].sort((a, b) => a - b)) {
    const members = [...references.keys()].filter((index) => references[index] === reference);
    for (let first = 0; first < members.length; first += LANES) {
      groups.push({ reference, members: members.slice(first, first + LANES) });
    }
  }
  return groups;
}

/** A series that keeps to 1 for longer than classifyMarket asks for. */
function peggedSeries(firstOpenTimeMs: number, timeframeMs: number): CandleSeries {
  const one = new Float64Array(1000).fill(1);
  return {
    symbol: '',
    timeframeMs,
    openTimeMs: one.map((_, bar) => firstOpenTimeMs + bar * timeframeMs),
    open: one,
    high: one,
    low: one,
    close: one,
    volume: one,
    filled: new Uint8Array(1000),
  };
}
