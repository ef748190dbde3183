import type { Kernels } from '../../kernels/kernels.js';
import { MAX_FILLED, NEWEST_NEVER_FILLED } from '../../market/clean-verdict.js';
import { BREAKOUT_LOOKBACK, DAY_MS, HOUR_MS } from '../compute-metrics.js';
import { MINIMUM_BARS } from '../metrics-computer.js';
import { BREAKOUT, type BlockColumns, type HistoryMetric } from './history-columns.js';
import type { MarketHistory } from './market-history.js';
import { SlidingSum } from './sliding.js';

/** Of the price: several times the error of a channel that was rounded to float32. */
const EDGE_DOUBT = 1e-5;

/** Bars whose open and volumes the recent move is made of. */
const RECENT_BARS = 5;

/** Metrics of one market that come from its candles, some with the help of its kernel outputs. */
export class MarketMetrics {
  readonly #kernels: Kernels;
  readonly #needed: ReadonlySet<HistoryMetric>;
  readonly #hourBars: number;
  readonly #dayBars: number;
  /** Bars after which the turnover of a day is known. */
  readonly #turnoverBars: number;
  readonly #windowBars: number;
  readonly #filled: SlidingSum;
  readonly #counts: Float64Array;
  #hasFilled = false;

  constructor(
    kernels: Kernels,
    needed: ReadonlySet<HistoryMetric>,
    market: MarketHistory,
    window: { readonly bars: number; readonly timeframeMs: number; readonly gridOpenTimeMs: number },
  ) {
    const { timeframeMs } = window;
    this.#kernels = kernels;
    this.#needed = needed;
    this.#hourBars = Math.round(HOUR_MS / timeframeMs);
    this.#dayBars = Math.round(DAY_MS / timeframeMs);
    this.#windowBars = window.bars;
    this.#filled = new SlidingSum(window.bars);
    this.#counts = new Float64Array(market.rows.block);
    const { firstBar, market: info } = market.source;
    const firstOpenTimeMs = window.gridOpenTimeMs + firstBar * timeframeMs;
    const { listedAtMs } = info;
    // A market listed within the day before its first bar has traded for less: its bars are all there is.
    const listedInside = listedAtMs !== null && firstOpenTimeMs - listedAtMs < timeframeMs;
    this.#turnoverBars = listedInside ? 1 : Math.max(1, this.#dayBars);
  }

  /** After its kernel outputs were read. */
  derive(market: MarketHistory): void {
    const { columns } = market;
    this.#changes(market, columns);
    this.#ratios(market);
    if (this.#needed.has('breakout')) this.#breakouts(market, columns);
    this.#quality(market, columns);
  }

  /** Writes rows [first, end) of the block of a column whose values are known after `bars` bars, NaN before. */
  #fromBar(
    { from, to, start, rows }: MarketHistory,
    column: { fill(value: number, from: number, to: number): void },
    bars: number,
    unknown: number,
    write: (first: number, end: number) => void,
  ): void {
    const known = bars >= 1 ? Math.min(to, Math.max(from, start + bars - 1)) : to;
    if (from < known) column.fill(unknown, from - rows.lookback, known - rows.lookback);
    if (known < to) write(known - rows.lookback, to - rows.lookback);
  }

  #changes(market: MarketHistory, { metrics }: BlockColumns): void {
    const { bars, metrics: at, turnovers } = market.addresses;
    const { close, high, low, open, volume } = bars;
    const kernels = this.#kernels;
    const { rows, from, to } = market;
    const [first, end] = [from - rows.lookback, to - rows.lookback];
    if (this.#needed.has('price'))
      kernels.moveBytes(at.price + first * 8, close + first * 8, (end - first) * 8);
    for (const [metric, span] of [
      ['change1hPct', this.#hourBars],
      ['change24hPct', this.#dayBars],
    ] as const) {
      if (!this.#needed.has(metric)) continue;
      this.#fromBar(market, metrics[metric], span < 1 ? 0 : span + 1, NaN, (known, last) =>
        kernels.changeColumn(close, at[metric], known, last, span),
      );
    }
    const { recentChangePct, recentVolumeRatio } = metrics;
    if (this.#needed.has('recentChangePct') || this.#needed.has('recentVolumeRatio')) {
      this.#fromBar(market, recentVolumeRatio, RECENT_BARS, NaN, () => undefined);
      this.#fromBar(market, recentChangePct, RECENT_BARS, NaN, (known, last) =>
        kernels.recentColumns(open, close, volume, at.recentChangePct, at.recentVolumeRatio, known, last),
      );
    }
    if (!this.#needed.has('turnover24h')) return;
    const length = Math.max(1, this.#dayBars);
    kernels.turnoverColumn(high, low, close, volume, at.turnover24h, turnovers, first, end, length);
    this.#fromBar(market, metrics.turnover24h, this.#turnoverBars, NaN, () => undefined);
  }

  #ratios({ addresses, from, to, rows }: MarketHistory): void {
    if (!this.#needed.has('atrRatio') && !this.#needed.has('vwapGapAtr')) return;
    const { metrics: at, bars } = addresses;
    this.#kernels.ratioColumns(
      at.atr,
      at.vwap,
      bars.close,
      at.atrRatio,
      at.vwapGapAtr,
      from - rows.lookback,
      to - rows.lookback,
    );
  }

  /**
   * findBreakout of every bar. The channel of the kernels is within 1e-6 of the prices as they were given; only a close
   * nearer than that to an edge is compared with the bars themselves.
   */
  #breakouts(market: MarketHistory, { metrics: { breakout } }: BlockColumns): void {
    const { metrics: at, bars } = market.addresses;
    this.#fromBar(market, breakout, BREAKOUT_LOOKBACK + 1, BREAKOUT.unknown, (known, last) =>
      this.#kernels.breakoutColumn(
        bars.high,
        bars.low,
        bars.close,
        at.donchianHigh,
        at.donchianLow,
        at.breakout,
        known,
        last,
        BREAKOUT_LOOKBACK,
        EDGE_DOUBT,
      ),
    );
  }

  /** How good the candles of the window are, by the rules of market/clean for candles that are clean but for holes. */
  #quality(market: MarketHistory, { metrics, usable }: BlockColumns): void {
    const { from, to, start, rows } = market;
    const [first, end] = [from - rows.lookback, to - rows.lookback];
    const { bars, filledBars, health } = metrics;
    const windowBars = this.#windowBars;
    health.fill(1, first, end);
    filledBars.fill(0, first, end);
    this.#fromBar(market, bars, windowBars, 0, (known, last) => bars.fill(windowBars, known, last));
    for (let row = from; row < Math.min(to, start + windowBars - 1); row++) {
      bars[row - rows.lookback] = row - start + 1;
    }
    this.#fromBar(market, usable, MINIMUM_BARS, 0, (known, last) => usable.fill(1, known, last));
    this.#hasFilled ||= hasAny(market.bars.filled, from, to);
    if (this.#hasFilled) this.#holes(market, metrics, usable);
  }

  /** What holes that were filled take from health, and which bars may not be scored for them. */
  #holes(
    { bars: { filled }, from, to, start, rows: { lookback } }: MarketHistory,
    { bars, filledBars, health }: BlockColumns['metrics'],
    usable: Uint8Array,
  ): void {
    const counts = this.#counts;
    for (let row = from; row < to; row++) counts[row - from] = filled[row];
    this.#filled.slide(counts, to - from);
    for (let row = from; row < to; row++) {
      const at = row - lookback;
      const count = counts[row - from];
      filledBars[at] = count;
      let recent = 0;
      for (let i = 0; i < NEWEST_NEVER_FILLED && i <= row - start; i++) recent |= filled[row - i];
      if (count > 0) health[at] = Math.max(0, 1 - count / (bars[at] - count));
      if (recent !== 0 || count > MAX_FILLED * bars[at]) usable[at] = 0;
    }
  }
}

function hasAny(flags: Uint8Array, from: number, to: number): boolean {
  for (let row = from; row < to; row++) if (flags[row] !== 0) return true;
  return false;
}
