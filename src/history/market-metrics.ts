import { SMALLEST_ATR_RATIO } from '../indicators/smallest-atr.js';
import type { Kernels } from '../kernels/engine/kernels.js';
import { MAX_FILLED, NEWEST_NEVER_FILLED } from '../market/clean-verdict.js';
import { areQuietBars } from '../market/quiet-bars.js';
import { VOLUME_METRICS } from '../indicators/metrics.js';
import { BREAKOUT_LOOKBACK, DAY_MS, HOUR_MS } from '../scanner/compute-metrics.js';
import { MINIMUM_BARS } from '../scanner/metrics-computer.js';
import { BREAKOUT, type HistoryMetric, type MetricConstants } from './history-columns.js';
import type { MarketHistory } from './market-history.js';
import { JumpCounts, mendChannel } from './jump-counts.js';
import { QuietCounts } from './quiet-counts.js';
import { SlidingSum } from './sliding.js';

/** Share of the price: several times the error of a channel that was rounded to float32. */
const EDGE_DOUBT = 1e-5;

/** Bars whose open and volumes the recent move is made of. */
const RECENT_BARS = 5;

/** Metrics of one market that come from its candles, some with the help of its kernel outputs. */
export class MarketMetrics {
  readonly #kernels: Kernels;
  readonly #needed: ReadonlySet<HistoryMetric>;
  readonly #kept: ReadonlySet<HistoryMetric>;
  readonly #hourBars: number;
  readonly #dayBars: number;
  /** Bars after which the turnover of a day is known. */
  readonly #turnoverBars: number;
  readonly #windowBars: number;
  /** Made when the market has its first hole. */
  #filled: SlidingSum | null = null;
  /** Those of them in which the source was not away; null if it never was. */
  #ownFilled: SlidingSum | null = null;
  #hasFilled = false;
  readonly #jumps: JumpCounts;
  /** null if every hole is a fault, whatever its cause. */
  readonly #quiet: QuietCounts | null;
  /** Rows of the columns that are kept and hold the constants of a market without holes or warm-up. */
  #steadyFrom = 0;
  #steadyTo = 0;
  /** Metrics that have the same value in all rows of the chunk. */
  constants: MetricConstants = {};

  constructor(
    kernels: Kernels,
    needed: ReadonlySet<HistoryMetric>,
    kept: ReadonlySet<HistoryMetric>,
    market: MarketHistory,
    window: {
      readonly bars: number;
      readonly timeframeMs: number;
      readonly gridOpenTimeMs: number;
      readonly takesQuietBars: boolean;
    },
  ) {
    const { timeframeMs } = window;
    this.#kernels = kernels;
    this.#needed = needed;
    this.#kept = kept;
    this.#hourBars = Math.round(HOUR_MS / timeframeMs);
    this.#dayBars = Math.round(DAY_MS / timeframeMs);
    this.#windowBars = window.bars;
    this.#jumps = new JumpCounts(window.bars);
    this.#quiet = window.takesQuietBars ? new QuietCounts(window.bars) : null;
    const { firstBar, market: info } = market.source;
    const firstOpenTimeMs = window.gridOpenTimeMs + firstBar * timeframeMs;
    const { listedAtMs } = info;
    // A market listed within the day before its first bar has traded for less: its bars are all there is.
    const listedInside = listedAtMs !== null && firstOpenTimeMs - listedAtMs < timeframeMs;
    this.#turnoverBars = listedInside ? 1 : Math.max(1, this.#dayBars);
  }

  /**
   * After its kernel outputs were read.
   * @param away  1 for rows of the chunk in which the whole source was away; null if it never is.
   */
  derive(market: MarketHistory, away: Uint8Array | null): void {
    const end = market.to - market.rows.lookback;
    if (this.#needed.has('health') || this.#needed.has('donchianLow')) this.#jumps.watch(market);
    if (this.#jumps.hasJumped && this.#needed.has('donchianLow')) {
      mendChannel(
        market,
        this.#firstKnown(market, 'donchianLow', BREAKOUT_LOOKBACK + 1),
        end,
        BREAKOUT_LOOKBACK,
      );
    }
    this.#changes(market, end);
    this.#ratios(market, end);
    if (this.#needed.has('breakout')) this.#breakouts(market, end);
    if (market.source.hasVolume === false) this.#removeVolumes(market, end);
    this.#quality(market, end, away);
  }

  /** First row of the chunk whose value is known, after `bars` bars; before it, `unknown`. bars 0: never. */
  #firstKnown(market: MarketHistory, name: HistoryMetric | 'usable', bars: number, unknown = NaN): number {
    const { from, to, start, rows } = market;
    const known = bars >= 1 ? Math.min(to, Math.max(from, start + bars - 1)) : to;
    if (from < known) {
      const { metrics, usable } = market.columns;
      const column = name === 'usable' ? usable : metrics[name];
      column.fill(unknown, from - rows.lookback, known - rows.lookback);
    }
    return known - rows.lookback;
  }

  #changes(market: MarketHistory, end: number): void {
    const { bars, metrics: at, turnovers } = market.addresses;
    const { close, high, low, open, volume } = bars;
    const kernels = this.#kernels;
    const needed = this.#needed;
    const first = market.from - market.rows.lookback;
    if (needed.has('price')) kernels.moveBytes(at.price + first * 8, close + first * 8, (end - first) * 8);
    if (needed.has('change1hPct')) this.#change(market, 'change1hPct', end, this.#hourBars);
    if (needed.has('change24hPct')) this.#change(market, 'change24hPct', end, this.#dayBars);
    if (needed.has('recentChangePct') || needed.has('recentVolumeRatio')) {
      this.#firstKnown(market, 'recentVolumeRatio', RECENT_BARS);
      const known = this.#firstKnown(market, 'recentChangePct', RECENT_BARS);
      kernels.recentColumns(open, close, volume, at.recentChangePct, at.recentVolumeRatio, known, end);
    }
    if (!needed.has('turnover24h')) return;
    const length = Math.max(1, this.#dayBars);
    kernels.turnoverColumn(high, low, close, volume, at.turnover24h, turnovers, first, end, length);
    this.#firstKnown(market, 'turnover24h', this.#turnoverBars);
  }

  /** What is made of volumes is not known where there are none. */
  #removeVolumes({ columns: { metrics }, from, rows }: MarketHistory, end: number): void {
    for (const name of [...VOLUME_METRICS, 'turnover24h'] as const) {
      if (this.#needed.has(name)) metrics[name].fill(NaN, from - rows.lookback, end);
    }
  }

  #change(market: MarketHistory, name: 'change1hPct' | 'change24hPct', end: number, span: number): void {
    const known = this.#firstKnown(market, name, span < 1 ? 0 : span + 1);
    const { bars, metrics } = market.addresses;
    this.#kernels.changeColumn(bars.close, metrics[name], known, end, span);
  }

  #ratios({ addresses, from, rows }: MarketHistory, end: number): void {
    if (!this.#needed.has('atrRatio') && !this.#needed.has('vwapGapAtr')) return;
    const { metrics: at, bars } = addresses;
    const first = from - rows.lookback;
    const least = SMALLEST_ATR_RATIO;
    this.#kernels.ratioColumns(at.atr, at.vwap, bars.close, at.atrRatio, at.vwapGapAtr, first, end, least);
  }

  /**
   * findBreakout of every bar. The channel of the kernels is within 1e-6 of the prices as they were given; only a close
   * nearer than that to an edge is compared with the bars themselves.
   */
  #breakouts(market: MarketHistory, end: number): void {
    const { metrics: at, bars } = market.addresses;
    this.#kernels.breakoutColumn(
      bars.high,
      bars.low,
      bars.close,
      at.donchianHigh,
      at.donchianLow,
      at.breakout,
      this.#firstKnown(market, 'breakout', BREAKOUT_LOOKBACK + 1, BREAKOUT.unknown),
      end,
      BREAKOUT_LOOKBACK,
      EDGE_DOUBT,
    );
  }

  /** How good the candles of the window are, by the rules of market/clean for candles that are clean but for holes. */
  #quality(market: MarketHistory, end: number, away: Uint8Array | null): void {
    const { from, to, start, rows, addresses } = market;
    const kernels = this.#kernels;
    const windowBars = this.#windowBars;
    const { filled } = addresses.bars;
    const first = from - rows.lookback;
    this.#hasFilled ||= kernels.anyByte(filled, first, end) !== 0;
    if (!this.#hasFilled) this.#quiet?.watch(market);
    const isSound = !this.#hasFilled && !this.#jumps.hasJumped;
    const isSteady = isSound && start + Math.max(windowBars, MINIMUM_BARS) - 1 <= from;
    this.constants = isSteady ? { health: 1, filledBars: 0, bars: windowBars } : {};
    const isHeld = isSteady && this.#steadyFrom <= first && end <= this.#steadyTo;
    // Unused columns may hold anything; kept ones stay as they were.
    const isRead = (metric: HistoryMetric): boolean =>
      !isSteady || (this.#needed.has(metric) && !(isHeld && this.#kept.has(metric)));
    if (isRead('health')) kernels.fillDoubles(addresses.metrics.health, first, end, 1);
    if (isRead('filledBars')) kernels.fillDoubles(addresses.metrics.filledBars, first, end, 0);
    if (isRead('bars')) kernels.fillIntegers(addresses.metrics.bars, first, end, windowBars);
    if (isHeld) return;
    [this.#steadyFrom, this.#steadyTo] = isSteady ? [first, end] : [0, 0];
    kernels.fillBytes(addresses.usable, this.#firstKnown(market, 'usable', MINIMUM_BARS, 0), end, 1);
    for (let row = from; row < Math.min(to, start + windowBars - 1); row++) {
      market.columns.metrics.bars[row - rows.lookback] = row - start + 1;
    }
    if (!isSound) this.#faults(market, away);
  }

  /** What holes that were filled and bars that jump take from health, and which bars may not be scored for holes. */
  #faults(market: MarketHistory, away: Uint8Array | null): void {
    const { bars: columns, from, to, start, rows } = market;
    const { filled } = columns;
    const { bars, filledBars, health } = market.columns.metrics;
    const counts = Float64Array.from(filled.subarray(from, to));
    const ownCounts = away === null ? counts : this.#ownCounts(market, away);
    this.#filled ??= new SlidingSum(this.#windowBars);
    this.#filled.slide(counts, to - from);
    const jumped = this.#jumps.count(market);
    const quiet = this.#hasFilled ? this.#quiet?.count(market) : undefined;
    for (let row = from; row < to; row++) {
      const at = row - rows.lookback;
      const count = counts[row - from];
      const own = ownCounts[row - from];
      filledBars[at] = count;
      let recent = 0;
      for (let i = 0; i < NEWEST_NEVER_FILLED && i <= row - start; i++) recent |= filled[row - i];
      const faults = own + jumped[row - from];
      if (faults > 0) health[at] = Math.max(0, 1 - faults / (bars[at] - count));
      const isGap = recent !== 0 || own > MAX_FILLED * bars[at];
      // Whether the newest bar is absent or late is not known yet.
      const isQuiet =
        isGap &&
        own > 0 &&
        quiet !== undefined &&
        filled[row] === 0 &&
        areQuietBars(own, quiet.singles[row - from], quiet.empties[row - from]);
      if (isGap && !isQuiet) market.columns.usable[at] = 0;
    }
  }

  /** Filled bars of each row's window in which the source was there. */
  #ownCounts({ bars: { filled }, from, to, rows }: MarketHistory, away: Uint8Array): Float64Array {
    const own = Float64Array.from({ length: to - from }, (_, index) =>
      away[from + index - rows.lookback] === 1 ? 0 : filled[from + index],
    );
    this.#ownFilled ??= new SlidingSum(this.#windowBars);
    this.#ownFilled.slide(own, to - from);
    return own;
  }
}
