import { ColumnCalls, type WrittenCalls } from '../kernels/engine/column-calls.js';
import { HistoryKernels } from '../kernels/history/history-kernels.js';
import { isHealthJudged } from '../filters/data-health.js';
import { requireIntact } from '../kernels/engine/guards.js';
import { LANES } from '../kernels/engine/layout.js';
import { classByName, type MarketClass } from '../market/market-class.js';
import { NO_OUTAGES } from '../market/outages.js';
import { pegRules } from '../market/peg.js';
import { DAY_MS } from '../scanner/compute-metrics.js';
import { CONTEXT_FACTOR } from '../scanner/metrics-computer.js';
import { barsToAcquire } from '../scanner/scan-request.js';
import { benchmarkSymbol } from '../scanner/universe.js';
import type { Stretch } from './column-checks.js';
import { compileFilters, type FilterColumns } from './filter-columns.js';
import { HISTORY_METRICS, type HistoryChunk, type HistoryMetric } from './history-columns.js';
import { contextOptions, HistoryContext } from './history-context.js';
import { HistoryMemory } from './history-memory.js';
import { HistoryPass } from './history-pass.js';
import type { HistoryRequest } from './history-request.js';
import type { HistorySource } from './history-source.js';
import { MarketHistory } from './market-history.js';
import { MarketMetrics } from './market-metrics.js';
import { indicatorsFor, withSources } from './needed-metrics.js';
import { PegWatch } from './peg.js';
import { RankColumns } from './rank-columns.js';
import { type MarketBlock, blocksOf, lanesOf, benchmarkOf, slotsOf } from './benchmark-blocks.js';
import { ScoreColumns } from './score-columns.js';

/**
 * A multiple of every window of the scan's indicators (20, 12, 50 bars) and of a context bar: windows are split at
 * multiples of their length, so a multiple splits them at the same bars in every chunk.
 */
const STEP_BARS = 300;

/**
 * Each market has a fixed cost per chunk, and long chunks use memory better, up to the number of markets below.
 */
const LONG_CHUNK_BARS = 900;
const MANY_MARKETS = 1500;

interface MarketInHistory {
  readonly history: MarketHistory;
  readonly metrics: MarketMetrics;
  /** Its class while it is not pegged, and while it is. */
  readonly classes: readonly [MarketClass, MarketClass];
  /** null if pegging cannot change its class. */
  readonly peg: PegWatch | null;
  readonly filter: (stretch: Stretch) => void;
  readonly score: () => void;
  readonly decide: WrittenCalls;
}

interface Held {
  checkGuards(): string | null;
  dispose(): void;
}

/** One pass over a history, chunk by chunk, in order. */
export class HistoryRun {
  readonly chunkCount: number;
  readonly #source: HistorySource;
  readonly #lookback: number;
  readonly #chunkRows: number;
  /** Rows of the grid before the source's first bar, so that chunks start on a context bar. */
  readonly #lead: number;
  readonly #memory: HistoryMemory;
  readonly #markets: readonly MarketInHistory[];
  readonly #benchmarks: readonly number[];
  readonly #blocks: readonly MarketBlock[];
  readonly #pass: HistoryPass;
  /** null if no metric needs it. */
  readonly #context: HistoryContext | null;
  /** Kernels of the chart timeframe and, if needed, of the context timeframe. */
  readonly #kernels: HistoryKernels[];
  readonly #calls: ColumnCalls;
  readonly #filters: FilterColumns;
  readonly #score: ScoreColumns;
  readonly #ranks: RankColumns;
  /** 1 for rows of the chunk in which the whole source was down; null if it never is. */
  readonly #away: Uint8Array | null;
  /** The owners of engine memory, in order of allocation. */
  readonly #held: Held[] = [];

  constructor({
    source,
    preset,
    missing,
    engine,
    bars = 500,
    chunkBars = source.markets.length > MANY_MARKETS ? STEP_BARS : LONG_CHUNK_BARS,
    metrics = HISTORY_METRICS,
  }: HistoryRequest) {
    for (const [name, value] of [['bars', bars] as const, ['chunkBars', chunkBars] as const]) {
      if (!Number.isSafeInteger(value) || value < 1) {
        throw new RangeError(`Expected \`${name}\` to be an integer ≥ 1, got ${value}.`);
      }
    }
    const { timeframeMs, firstOpenTimeMs, markets, outages = NO_OUTAGES } = source;
    this.#source = source;
    const contextMs = CONTEXT_FACTOR * timeframeMs;
    this.#lead = (firstOpenTimeMs % contextMs) / timeframeMs;
    const toSteps = (count: number): number => Math.ceil(count / STEP_BARS) * STEP_BARS;
    const dayBars = Math.round(DAY_MS / timeframeMs);
    this.#lookback = toSteps(dayBars + 1);
    this.#chunkRows = toSteps(chunkBars);
    this.#away = outages.size === 0 ? null : new Uint8Array(this.#chunkRows);
    this.chunkCount = Math.ceil((this.#lead + source.barCount) / this.#chunkRows);

    this.#filters = compileFilters(preset.filters, missing);
    this.#score = new ScoreColumns(preset.weights);
    // Metrics that outlive their market's turn.
    const kept = [...new Set([...metrics, ...this.#filters.ranks.map(({ metric }) => metric)])];
    const needed = withSources([...kept, ...this.#filters.metrics, ...this.#score.metrics]);
    const common = { lookback: this.#lookback, chunkRows: this.#chunkRows };
    const indexOf = new Map(markets.map(({ market }, index) => [market.symbol, index]));
    const symbols = [...new Set(markets.map(({ market }) => benchmarkSymbol(market)))].sort();
    const present = symbols.filter((symbol) => indexOf.has(symbol));
    this.#benchmarks = present.map((symbol) => indexOf.get(symbol) as number);
    this.#blocks = blocksOf(markets.map(({ market }) => benchmarkOf(market, present)));
    const lanes = lanesOf(this.#blocks);
    this.#calls = this.#hold(new ColumnCalls(engine));
    this.#memory = this.#hold(
      new HistoryMemory(engine, {
        ...common,
        lanes,
        slots: slotsOf(this.#blocks, this.#benchmarks),
        marketCount: markets.length,
        dayBars: Math.max(1, dayBars),
        kept,
        componentCount: this.#score.weights.length,
      }),
    );
    try {
      this.#memory.setWeights(this.#score.weights);
      const takesQuietBars = isHealthJudged(preset.filters);
      this.#markets = this.#describe(needed, new Set(kept), barsToAcquire(bars, timeframeMs), takesQuietBars);
      const blockCount = this.#blocks.length;
      const kernels = this.#hold(
        new HistoryKernels(engine, this.#calls, {
          ...common,
          blockBenchmarks: this.#blocks.map(({ benchmark }) => benchmark),
          benchmarkCount: present.length,
          indicators: indicatorsFor(needed),
        }),
      );
      const addresses = this.#markets.map(({ history }) => history.addresses);
      const members = this.#blocks.map((block) => block.members);
      this.#pass = new HistoryPass(kernels, this.#calls, needed, members, addresses);
      this.#kernels = [kernels];
      this.#context = null;
      if (needed.has('contextAtrRatio')) {
        const context = this.#hold(
          new HistoryKernels(engine, this.#calls, contextOptions(blockCount, this.#chunkRows)),
        );
        this.#kernels.push(context);
        this.#context = new HistoryContext(context, this.#calls, addresses, lanes, this.#lookback);
      }
      this.#ranks = new RankColumns(markets.map(({ market }) => market.symbol));
    } catch (error) {
      // The caller never receives this object, so it cannot dispose it.
      this.dispose();
      throw error;
    }
  }

  /** Bars of the source in a chunk. */
  rangeOf(chunk: number): { firstBar: number; endBar: number } {
    const firstBar = chunk * this.#chunkRows - this.#lead;
    const endBar = Math.min(firstBar + this.#chunkRows, this.#source.barCount);
    return { firstBar: Math.max(0, firstBar), endBar };
  }

  /** @throws {SquallError} KERNEL_CANARY if a kernel wrote out of bounds. */
  scanChunk(chunk: number): HistoryChunk {
    const { timeframeMs, firstOpenTimeMs } = this.#source;
    const firstRow = chunk * this.#chunkRows;
    const rowCount = Math.min(this.#chunkRows, this.#lead + this.#source.barCount - firstRow);
    const firstMs = firstOpenTimeMs + (firstRow - this.#lead) * timeframeMs;
    this.#memory.beginChunk();
    for (const kernels of this.#kernels) kernels.beginChunk();
    if (chunk > 0) this.#pass.kernels.moveOn();
    this.#away?.forEach((_, row, away) => {
      away[row] = this.#source.outages?.has(firstMs + row * timeframeMs) === true ? 1 : 0;
    });
    for (const { history } of this.#markets) history.moveOn(firstRow, rowCount, this.#lead);
    for (const index of this.#benchmarks) this.#load(index, firstRow);
    for (const [index, market] of this.#benchmarks.entries()) {
      this.#pass.writeBenchmark(index + 1, this.#markets[market].history);
    }
    this.#pass.kernels.prepareChunk(firstMs, timeframeMs, rowCount);
    for (const block of this.#blocks.keys()) this.#scanBlock(block, firstRow, rowCount, firstMs);
    this.#rank(rowCount);
    for (const held of this.#held) requireIntact(held.checkGuards());
    // Rows before the source's first bar are hidden.
    const hidden = chunk === 0 ? this.#lead : 0;
    return {
      ...this.#memory.chunk,
      firstOpenTimeMs: firstMs,
      firstRow: hidden,
      barCount: rowCount,
      timeframeMs,
      stride: this.#chunkRows,
      markets: this.#source.markets.map(({ market }) => market),
      filters: this.#filters.names,
    };
  }

  dispose(): void {
    for (const held of this.#held.splice(0)) held.dispose();
  }

  #hold<Memory extends Held>(memory: Memory): Memory {
    this.#held.push(memory);
    return memory;
  }

  #describe(
    needed: ReadonlySet<HistoryMetric>,
    kept: ReadonlySet<HistoryMetric>,
    windowBars: number,
    takesQuietBars: boolean,
  ): MarketInHistory[] {
    const { timeframeMs, firstOpenTimeMs, markets } = this.#source;
    const rows = { lookback: this.#lookback, chunk: this.#chunkRows };
    const window = {
      bars: windowBars,
      timeframeMs,
      gridOpenTimeMs: firstOpenTimeMs,
      takesQuietBars,
    };
    const bases = new Set(markets.map(({ market }) => market.base));
    return markets.map((source, index) => {
      const history = new MarketHistory(source, index, rows, this.#memory, this.#calls);
      const { market } = source;
      const usual = classByName(market, bases);
      const rules = pegRules(market, source.hasVolume !== false);
      const isWatched = usual === 'crypto' && (rules.one || rules.any);
      const { usable, failedBits: failed, missingBits: missing, passed, score } = history.addresses;
      const { missingFails } = this.#filters;
      return {
        history,
        metrics: new MarketMetrics(this.#calls, needed, kept, history, window),
        classes: [usual, isWatched ? 'stable' : usual],
        peg: isWatched ? new PegWatch(this.#chunkRows, windowBars, timeframeMs, rules) : null,
        filter: this.#filters.judgeOf(this.#calls, market, history.addresses),
        score: this.#score.judgeOf(this.#calls, this.#memory, history),
        decide: this.#calls.write([
          { kernel: 'verdicts', usable, failed, missing, passed, score, missingFails },
        ]),
      };
    });
  }

  #load(index: number, firstRow: number): void {
    const market = this.#markets[index].history;
    const { from, to, bars } = market;
    if (from === to || market.isLoaded) return;
    market.restore();
    const firstBar = firstRow + from - this.#lookback - this.#lead;
    this.#source.read(index, firstBar, firstBar + to - from, bars, from);
    market.begin();
  }

  #scanBlock(block: number, firstRow: number, rowCount: number, firstMs: number): void {
    const markets = this.#blocks[block].members.map((index) => this.#markets[index]);
    const histories = markets.map(({ history }) => history);
    const isWhole = histories.length === LANES && histories.every((history) => history.isWhole);
    this.#pass.beginBlock(block, isWhole);
    this.#context?.beginBlock(isWhole);
    for (let lane = 0; lane < histories.length; lane++) {
      const market = histories[lane];
      this.#load(market.index, firstRow);
      this.#pass.write(block, lane, market);
      this.#context?.write(lane, market, rowCount);
    }
    const starts = histories.map(({ start }) => start);
    this.#pass.kernels.setStarts(block, starts);
    this.#pass.kernels.run(block, rowCount);
    this.#pass.kernels.keep(block);
    this.#context?.run(block, histories, rowCount);
    this.#pass.read(block, histories, isWhole);
    for (let lane = 0; lane < markets.length; lane++) {
      const { history, metrics } = markets[lane];
      this.#memory.blank(history.index, 0, history.from - this.#lookback);
      this.#memory.blank(history.index, history.to - this.#lookback, rowCount);
      this.#context?.read(lane, history, rowCount);
      metrics.derive(history, this.#away);
      this.#judge(markets[lane], firstMs);
      if (history.from < history.to) history.keep();
    }
  }

  #judge({ history, metrics, classes, peg, filter, score, decide }: MarketInHistory, firstMs: number): void {
    const { timeframeMs } = this.#source;
    const { from, to, source } = history;
    peg?.watch(history);
    const stretch = {
      market: source.market,
      classes,
      isPegged: peg?.isAnyPegged === true ? peg.isPegged : null,
      asOfMs: firstMs + timeframeMs,
      timeframeMs,
      from: from - this.#lookback,
      to: to - this.#lookback,
      columns: () => history.columns,
      constants: metrics.constants,
    };
    filter(stretch);
    score();
    if (this.#filters.ranks.length === 0) decide.run(stretch.from, stretch.to);
  }

  /** Applies rank filters; with any, verdicts have to wait until every market is computed. */
  #rank(rowCount: number): void {
    const { ranks } = this.#filters;
    if (ranks.length === 0) return;
    this.#ranks.judge(ranks, this.#memory.chunk, this.#chunkRows, rowCount);
    // The columns of all markets are contiguous, starting with the first market's.
    this.#markets[0].decide.run(0, this.#markets.length * this.#chunkRows);
  }
}
