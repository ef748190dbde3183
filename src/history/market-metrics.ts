import { SMALLEST_ATR_RATIO } from '../indicators/smallest-atr.js';
import type { ColumnCall, ColumnCalls, WrittenCalls } from '../kernels/engine/column-calls.js';
import { MAX_FILLED, NEWEST_NEVER_FILLED } from '../market/clean-verdict.js';
import { areQuietBars } from '../market/quiet-bars.js';
import { VOLUME_METRICS } from '../indicators/metrics.js';
import { BREAKOUT_LOOKBACK, DAY_MS, HOUR_MS } from '../scanner/compute-metrics.js';
import { MINIMUM_BARS } from '../scanner/metrics-computer.js';
import { BREAKOUT, type HistoryMetric, type MetricConstants } from './history-columns.js';
import { PRICES } from './history-layout.js';
import type { MarketAddresses } from './history-memory.js';
import type { MarketHistory } from './market-history.js';
import { JumpCounts, mendChannel } from './jump-counts.js';
import { QuietCounts } from './quiet-counts.js';
import { SlidingSum } from './sliding.js';

/** Fraction of the price; several times the error of a channel rounded to float32. */
const EDGE_DOUBT = 1e-5;

/** Bars of the recent move and of its volume ratio. */
const RECENT_BARS = 5;

/** The kernel calls that compute a market's metrics; calls for a single metric bear its name. */
function callsOf(
  { bars, metrics: at, turnovers, prices, usable }: MarketAddresses,
  { hourBars, dayBars, windowBars }: Readonly<Record<'hourBars' | 'dayBars' | 'windowBars', number>>,
) {
  const { open, high, low, close, volume, filled } = bars;
  const changes = { changes: at.recentChangePct, ratios: at.recentVolumeRatio };
  const length = Math.max(1, dayBars);
  const least = SMALLEST_ATR_RATIO;
  const channel = { channelHigh: at.donchianHigh, channelLow: at.donchianLow };
  const period = BREAKOUT_LOOKBACK;
  return {
    price: { kernel: 'moveBytes', values: close, out: at.price },
    change1hPct: { kernel: 'change', close, out: at.change1hPct, span: hourBars },
    change24hPct: { kernel: 'change', close, out: at.change24hPct, span: dayBars },
    recent: { kernel: 'recent', open, close, volume, ...changes },
    turnover: {
      kernel: 'turnover',
      high,
      low,
      close,
      volume,
      out: at.turnover24h,
      window: turnovers,
      length,
    },
    ratios: {
      kernel: 'ratios',
      atr: at.atr,
      vwap: at.vwap,
      close,
      ratios: at.atrRatio,
      gaps: at.vwapGapAtr,
      least,
    },
    // The kernels' channel is within 1e-6 of the input prices; a close nearer than that to an edge is compared with the
    // bars themselves.
    breakout: {
      kernel: 'breakout',
      high,
      low,
      close,
      ...channel,
      out: at.breakout,
      period,
      doubt: EDGE_DOUBT,
    },
    anyFilled: { kernel: 'anyByte', values: filled, out: prices + PRICES.hasFilled * 8 },
    health: { kernel: 'fillDoubles', out: at.health, value: 1 },
    filledBars: { kernel: 'fillDoubles', out: at.filledBars, value: 0 },
    bars: { kernel: 'fillIntegers', out: at.bars, value: windowBars },
    usable: { kernel: 'fillBytes', out: usable, value: 1 },
  } as const satisfies Readonly<Record<string, ColumnCall>>;
}

/** Computes the metrics of one market that derive from its candles, some of them with its kernel outputs. */
export class MarketMetrics {
  readonly #calls: Readonly<Record<keyof ReturnType<typeof callsOf>, WrittenCalls>>;
  readonly #needed: ReadonlySet<HistoryMetric>;
  readonly #kept: ReadonlySet<HistoryMetric>;
  readonly #hourBars: number;
  readonly #dayBars: number;
  /** Bars after which the 24-hour turnover is known. */
  readonly #turnoverBars: number;
  readonly #windowBars: number;
  /** Created at the market's first hole. */
  #filled: SlidingSum | null = null;
  /** Filled bars outside the source's outages; null if there was none. */
  #ownFilled: SlidingSum | null = null;
  #hasFilled = false;
  readonly #jumps: JumpCounts;
  /** null if every hole is a fault, whatever its cause. */
  readonly #quiet: QuietCounts | null;
  /** Rows of the kept columns that already hold the constants of a market without holes or warm-up. */
  #steadyFrom = 0;
  #steadyTo = 0;
  /** Metrics that have the same value in all rows of the chunk. */
  constants: MetricConstants = {};

  constructor(
    calls: ColumnCalls,
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
    // The bars of a market that start at its listing hold all of its turnover, even within the first day.
    const listedInside = listedAtMs !== null && firstOpenTimeMs - listedAtMs < timeframeMs;
    this.#turnoverBars = listedInside ? 1 : Math.max(1, this.#dayBars);
    const spans = { hourBars: this.#hourBars, dayBars: this.#dayBars, windowBars: window.bars };
    this.#calls = calls.writeEach(callsOf(market.addresses, spans));
  }

  /**
   * Computes the metrics; call after the kernel outputs have been read.
   * @param away  1 for rows of the chunk in which the whole source was down; null if it never is.
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

  /** First row of the chunk whose value is known, after `bars` bars (0 = never); sets earlier rows to `unknown`. */
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
    const calls = this.#calls;
    const needed = this.#needed;
    const first = market.from - market.rows.lookback;
    if (needed.has('price')) calls.price.run(first * 8, end * 8);
    if (needed.has('change1hPct')) this.#change(market, 'change1hPct', end, this.#hourBars);
    if (needed.has('change24hPct')) this.#change(market, 'change24hPct', end, this.#dayBars);
    if (needed.has('recentChangePct') || needed.has('recentVolumeRatio')) {
      this.#firstKnown(market, 'recentVolumeRatio', RECENT_BARS);
      calls.recent.run(this.#firstKnown(market, 'recentChangePct', RECENT_BARS), end);
    }
    if (!needed.has('turnover24h')) return;
    calls.turnover.run(first, end);
    this.#firstKnown(market, 'turnover24h', this.#turnoverBars);
  }

  /** Sets all volume-based metrics to NaN for a source without volumes. */
  #removeVolumes({ columns: { metrics }, from, rows }: MarketHistory, end: number): void {
    for (const name of [...VOLUME_METRICS, 'turnover24h'] as const) {
      if (this.#needed.has(name)) metrics[name].fill(NaN, from - rows.lookback, end);
    }
  }

  #change(market: MarketHistory, name: 'change1hPct' | 'change24hPct', end: number, span: number): void {
    const known = this.#firstKnown(market, name, span < 1 ? 0 : span + 1);
    this.#calls[name].run(known, end);
  }

  #ratios({ from, rows }: MarketHistory, end: number): void {
    if (!this.#needed.has('atrRatio') && !this.#needed.has('vwapGapAtr')) return;
    this.#calls.ratios.run(from - rows.lookback, end);
  }

  /** The result of findBreakout at every bar. */
  #breakouts(market: MarketHistory, end: number): void {
    const known = this.#firstKnown(market, 'breakout', BREAKOUT_LOOKBACK + 1, BREAKOUT.unknown);
    this.#calls.breakout.run(known, end);
  }

  /** The candle quality of each window, by the rules of market/clean for candles that are clean except for holes. */
  #quality(market: MarketHistory, end: number, away: Uint8Array | null): void {
    const { from, to, start, rows, prices } = market;
    const calls = this.#calls;
    const windowBars = this.#windowBars;
    const first = from - rows.lookback;
    calls.anyFilled.run(first, end);
    this.#hasFilled = prices[PRICES.hasFilled] === 1;
    if (!this.#hasFilled) this.#quiet?.watch(market);
    const isSound = !this.#hasFilled && !this.#jumps.hasJumped;
    const isSteady = isSound && start + Math.max(windowBars, MINIMUM_BARS) - 1 <= from;
    this.constants = isSteady ? { health: 1, filledBars: 0, bars: windowBars } : {};
    const isHeld = isSteady && this.#steadyFrom <= first && end <= this.#steadyTo;
    // Unused columns may hold anything; kept ones still hold their values.
    const isRead = (metric: HistoryMetric): boolean =>
      !isSteady || (this.#needed.has(metric) && !(isHeld && this.#kept.has(metric)));
    if (isRead('health')) calls.health.run(first, end);
    if (isRead('filledBars')) calls.filledBars.run(first, end);
    if (isRead('bars')) calls.bars.run(first, end);
    if (isHeld) return;
    [this.#steadyFrom, this.#steadyTo] = isSteady ? [first, end] : [0, 0];
    calls.usable.run(this.#firstKnown(market, 'usable', MINIMUM_BARS, 0), end);
    for (let row = from; row < Math.min(to, start + windowBars - 1); row++) {
      market.columns.metrics.bars[row - rows.lookback] = row - start + 1;
    }
    if (!isSound) this.#faults(market, away);
  }

  /** Subtracts filled holes and jumping bars from health, and excludes bars with too many holes from scoring. */
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

  /** Filled bars of each row's window outside the source's outages. */
  #ownCounts({ bars: { filled }, from, to, rows }: MarketHistory, away: Uint8Array): Float64Array {
    const own = Float64Array.from({ length: to - from }, (_, index) =>
      away[from + index - rows.lookback] === 1 ? 0 : filled[from + index],
    );
    this.#ownFilled ??= new SlidingSum(this.#windowBars);
    this.#ownFilled.slide(own, to - from);
    return own;
  }
}
