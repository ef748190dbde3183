import { findBreakout } from '../../indicators/breakout.js';
import { BREAKOUT_LOOKBACK, DAY_MS, HOUR_MS } from '../compute-metrics.js';
import { MINIMUM_BARS } from '../metrics-computer.js';
import { MAX_FILLED, NEWEST_NEVER_FILLED } from '../../market/clean-verdict.js';
import { PEG_MIN_BARS, PEG_TOLERANCE } from '../../market/market-class.js';
import { powerOfTwoBelow } from '../../kernels/ingest.js';
import { type BlockColumns, BREAKOUT, CANDLE_METRICS } from './history-columns.js';
import type { BarColumns, HistoryMarket } from './history-source.js';
import { SlidingSum } from './sliding.js';

/** Of the price: several times the error of a channel that was rounded to float32. */
const EDGE_DOUBT = 1e-5;

/** Rows of a market's buffers: `lookback` that are kept, then those of the block. */
export interface Rows {
  readonly lookback: number;
  readonly block: number;
}

/** One market's candles around the present block, and what is carried from block to block. */
export class MarketHistory {
  readonly bars: BarColumns;
  /** Power of two of all its prices in the slab, chosen at its first bar; 0: it has none yet. */
  scale = 0;
  /** What its closes in the slab are measured from, in scaled units: the close before the block. */
  anchor = 0;
  anchorBefore = 0;
  /** ATR of the last context bar that is closed, quote currency. */
  contextAtr = NaN;
  /** 1 for rows of the block at which the market has kept to 1 for its whole window. */
  readonly isPegged: Uint8Array;
  /** Index in the buffers of the market's first bar; may lie before them. */
  start = 0;
  /** Rows of the block that have a bar, as indices in the buffers. */
  from = 0;
  to = 0;
  /** Whether the bars of the present block were read. */
  isLoaded = false;
  /** Whether it matters that the price keeps to 1. */
  watchesPeg = false;
  readonly #rows: Rows;
  readonly #scratch: Float64Array;
  #hasFilled = false;
  readonly #timeframeMs: number;
  readonly #firstOpenTimeMs: number;
  readonly #windowBars: number;
  readonly #turnover: SlidingSum;
  readonly #filled: SlidingSum;
  /** Bars since one was outside the peg. */
  #barsInPeg = 0;

  constructor(
    readonly source: HistoryMarket,
    rows: Rows,
    windowBars: number,
    gridOpenTimeMs: number,
    timeframeMs: number,
  ) {
    this.#timeframeMs = timeframeMs;
    this.#firstOpenTimeMs = gridOpenTimeMs + source.firstBar * timeframeMs;
    const length = rows.lookback + rows.block;
    const column = (): Float64Array => new Float64Array(length).fill(NaN);
    const [open, high, low, close, volume] = [column(), column(), column(), column(), column()];
    this.bars = { open, high, low, close, volume, filled: new Uint8Array(length) };
    this.isPegged = new Uint8Array(rows.block);
    this.#rows = rows;
    this.#scratch = new Float64Array(rows.block);
    this.#windowBars = windowBars;
    this.#turnover = new SlidingSum(Math.max(1, Math.round(DAY_MS / timeframeMs)));
    this.#filled = new SlidingSum(windowBars);
  }

  /** Keeps the last rows and says which of the next block have bars: row `firstRow` of the grid comes first. */
  moveOn(firstRow: number, rowCount: number, gridLead: number): void {
    const { lookback, block } = this.#rows;
    for (const column of Object.values(this.bars) as (Float64Array | Uint8Array)[]) {
      column.copyWithin(0, block, block + lookback);
    }
    const { firstBar, endBar } = this.source;
    this.start = lookback + firstBar + gridLead - firstRow;
    this.from = Math.max(lookback, Math.min(this.start, lookback + rowCount));
    this.to = Math.max(this.from, Math.min(lookback + endBar + gridLead - firstRow, lookback + rowCount));
    this.isLoaded = false;
  }

  /** After the bars were read. */
  begin(): void {
    this.isLoaded = true;
    const { close } = this.bars;
    if (this.scale === 0) this.scale = powerOfTwoBelow(close[this.from]);
    this.anchorBefore = this.anchor;
    // Only what is known before the block's second bar: an anchor from later bars would be a look ahead.
    this.anchor = close[this.from > this.start ? this.from - 1 : this.from] / this.scale;
  }

  /** Metrics that come from the candles alone, into the market's columns. After its kernel outputs were read. */
  derive(columns: BlockColumns): void {
    this.#blank(columns);
    this.#changes(columns);
    this.#amounts(columns);
    this.#breakouts(columns);
    this.#quality(columns);
  }

  /** Nothing where there is no bar. */
  #blank(columns: BlockColumns): void {
    const { lookback, block } = this.#rows;
    if (this.from === lookback && this.to === lookback + block) return;
    for (const name of CANDLE_METRICS) columns.metrics[name].fill(NaN);
    columns.metrics.bars.fill(0);
    columns.metrics.breakout.fill(BREAKOUT.unknown);
    columns.usable.fill(0);
  }

  #changes({ metrics }: BlockColumns): void {
    const { close, open, volume } = this.bars;
    const shift = -this.#rows.lookback;
    const { price, change1hPct, change24hPct, recentChangePct, recentVolumeRatio } = metrics;
    const hourBars = Math.round(HOUR_MS / this.#timeframeMs);
    const dayBars = Math.round(DAY_MS / this.#timeframeMs);
    change(close, hourBars, this, change1hPct, shift);
    change(close, dayBars, this, change24hPct, shift);
    const { from, to, start } = this;
    price.set(close.subarray(from, to), from + shift);
    for (let row = from; row < to; row++) {
      const at = row + shift;
      recentChangePct[at] = NaN;
      recentVolumeRatio[at] = NaN;
      if (row - start < 4) continue;
      const first = open[row - 4];
      recentChangePct[at] = (100 * (close[row] - first)) / first;
      const before = (volume[row - 4] + volume[row - 3]) / 2;
      const recent = (volume[row - 2] + volume[row - 1] + volume[row]) / 3;
      if (before > 0) recentVolumeRatio[at] = recent / before;
    }
  }

  #amounts({ metrics: { turnover24h } }: BlockColumns): void {
    const { high, low, close, volume } = this.bars;
    const shift = -this.#rows.lookback;
    const sums = this.#turnover;
    const { listedAtMs } = this.source.market;
    const listedInside = listedAtMs !== null && this.#firstOpenTimeMs - listedAtMs < this.#timeframeMs;
    const firstKnown = listedInside ? 0 : sums.length - 1;
    const { from, to } = this;
    const amounts = this.#scratch;
    for (let row = from; row < to; row++) {
      amounts[row - from] = volume[row] * ((high[row] + low[row] + close[row]) / 3);
    }
    sums.slide(amounts, to - from);
    const known = Math.min(to, Math.max(from, this.start + firstKnown));
    for (let row = from; row < known; row++) turnover24h[row + shift] = NaN;
    for (let row = known; row < to; row++) turnover24h[row + shift] = amounts[row - from];
  }

  /**
   * findBreakout of every bar. The channel of the kernels is within 1e-6 of the prices as they were given; only a close
   * nearer than that to an edge is compared with the bars themselves.
   */
  #breakouts({ metrics }: BlockColumns): void {
    const { close } = this.bars;
    const { breakout, donchianHigh, donchianLow } = metrics;
    const shift = -this.#rows.lookback;
    const known = Math.min(this.to, Math.max(this.from, this.start + BREAKOUT_LOOKBACK));
    for (let row = this.from; row < known; row++) breakout[row + shift] = BREAKOUT.unknown;
    const { to } = this;
    for (let row = known; row < to; row++) {
      const at = row + shift;
      const price = close[row];
      const above = price - donchianHigh[at];
      const below = donchianLow[at] - price;
      const doubt = EDGE_DOUBT * price;
      if (above < -doubt && below < -doubt) breakout[at] = BREAKOUT.none;
      else if (above > doubt) breakout[at] = BREAKOUT.up;
      else if (below > doubt) breakout[at] = BREAKOUT.down;
      else breakout[at] = BREAKOUT[findBreakout(this.bars, BREAKOUT_LOOKBACK, row) ?? 'unknown'];
    }
  }

  /** How good the candles of the window are, by the rules of market/clean for candles that are clean but for holes. */
  #quality({ metrics, usable }: BlockColumns): void {
    const { filled } = this.bars;
    const { bars, filledBars, health } = metrics;
    const { from, to, start } = this;
    const shift = -this.#rows.lookback;
    const counts = this.#scratch;
    let hasFilled = this.#hasFilled;
    for (let row = from; row < to; row++) {
      counts[row - from] = filled[row];
      if (filled[row] !== 0) hasFilled = true;
    }
    this.#hasFilled = hasFilled;
    this.#filled.slide(counts, to - from);
    const windowBars = this.#windowBars;
    for (let row = from; row < to; row++) {
      const age = row - start + 1;
      const at = row + shift;
      bars[at] = age < windowBars ? age : windowBars;
      filledBars[at] = counts[row - from];
      health[at] = 1;
      usable[at] = age >= MINIMUM_BARS ? 1 : 0;
    }
    if (hasFilled) this.#holes(metrics, usable);
    if (this.watchesPeg) this.#peg();
  }

  /** What holes that were filled take from health, and which bars may not be scored for them. */
  #holes({ bars, filledBars, health }: BlockColumns['metrics'], usable: Uint8Array): void {
    const { filled } = this.bars;
    for (let row = this.from; row < this.to; row++) {
      const at = row - this.#rows.lookback;
      const count = filledBars[at];
      let recent = 0;
      for (let i = 0; i < NEWEST_NEVER_FILLED && i <= row - this.start; i++) recent |= filled[row - i];
      if (count > 0) health[at] = Math.max(0, 1 - count / (bars[at] - count));
      if (recent !== 0 || count > MAX_FILLED * bars[at]) usable[at] = 0;
    }
  }

  #peg(): void {
    const { high, low } = this.bars;
    let inPeg = this.#barsInPeg;
    for (let row = this.from; row < this.to; row++) {
      const bars = Math.min(row - this.start + 1, this.#windowBars);
      inPeg = low[row] >= 1 - PEG_TOLERANCE && high[row] <= 1 + PEG_TOLERANCE ? inPeg + 1 : 0;
      this.isPegged[row - this.#rows.lookback] = inPeg >= bars && bars >= PEG_MIN_BARS ? 1 : 0;
    }
    this.#barsInPeg = inPeg;
  }
}

function change(
  close: Float64Array,
  span: number,
  { from, to, start }: MarketHistory,
  into: Float64Array,
  shift: number,
): void {
  const known = span >= 1 ? Math.min(to, Math.max(from, start + span)) : to;
  for (let row = from; row < known; row++) into[row + shift] = NaN;
  for (let row = known; row < to; row++) into[row + shift] = 100 * (close[row] / close[row - span] - 1);
}
