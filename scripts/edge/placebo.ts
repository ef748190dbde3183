import type { ScreenFamily } from '../../src/edge/screen-family.js';
import type { Screen, ScreenChunk } from '../../src/edge/screen.js';
import type { BarColumns, HistorySource } from '../../src/history/scan-history.js';
import type { MarketInfo } from '../../src/market/market.js';
import { createRng, keyOf } from '../../src/util/rng.js';

const BAR_MS = 300_000;

export interface SyntheticOptions {
  readonly seed: number;
  readonly markets: number;
  readonly bars: number;
  /** Share of the variance common to all markets. @default 0.4 */
  readonly commonShare?: number;
}

/** A market of unpredictable prices: fat tails, and one factor that moves all markets together. */
export interface SyntheticHistory {
  readonly source: HistorySource;
  /** Return of each bar of each market, [market][bar]. */
  readonly returns: readonly Float64Array[];
}

/**
 * Prices from Student's t with 4 degrees of freedom, scaled to a deviation of 0.5 % per bar.
 * @param edge  is added to the return of a market in a bar; the effect to find
 */
export function syntheticHistory(
  { seed, markets, bars, commonShare = 0.4 }: SyntheticOptions,
  edge: (market: number, bar: number) => number = () => 0,
): SyntheticHistory {
  const common = fatTails(keyOf(seed, 'common'), bars);
  const returns = Array.from({ length: markets }, (_, market) => {
    const own = fatTails(keyOf(seed, `market ${market}`), bars);
    return own.map((value, bar) => {
      const mixed = Math.sqrt(commonShare) * common[bar] + Math.sqrt(1 - commonShare) * value;
      return 0.0035 * mixed + edge(market, bar);
    });
  });
  return { source: sourceOf(returns), returns };
}

/** t₄: a normal number over the root of a mean of four squares. */
function fatTails(key: number, count: number): Float64Array {
  const rng = createRng(key);
  const normal = (): number => {
    let sum = -6;
    for (let i = 0; i < 12; i++) sum += rng.next();
    return sum;
  };
  return Float64Array.from({ length: count }, () => {
    let squares = 0;
    for (let i = 0; i < 4; i++) squares += normal() ** 2;
    return normal() / Math.sqrt(squares / 4);
  });
}

function sourceOf(returns: readonly Float64Array[]): HistorySource {
  const bars = returns[0].length;
  const prices = returns.map((each) => {
    const closes = new Float64Array(bars + 1).fill(100);
    each.forEach((value, bar) => (closes[bar + 1] = closes[bar] * Math.max(0.1, 1 + value)));
    return closes;
  });
  return {
    timeframeMs: BAR_MS,
    firstOpenTimeMs: Date.UTC(2024, 0, 1),
    barCount: bars,
    markets: returns.map((_, market) => ({ market: marketInfo(market), firstBar: 0, endBar: bars })),
    read(market, firstBar, endBar, into: BarColumns, at) {
      for (let bar = firstBar; bar < endBar; bar++) {
        const row = at + bar - firstBar;
        const open = prices[market][bar];
        const close = prices[market][bar + 1];
        into.open[row] = open;
        into.close[row] = close;
        into.high[row] = Math.max(open, close);
        into.low[row] = Math.min(open, close);
        into.volume[row] = 1;
        into.filled[row] = 0;
      }
    },
  };
}

function marketInfo(index: number): MarketInfo {
  const base = index === 0 ? 'BTC' : `M${index}`;
  const unknown = { settle: null, active: null, listedAtMs: null, tickSize: null, leveragedToken: null };
  return { symbol: `${base}/USDT`, base, quote: 'USDT', type: 'spot', ...unknown };
}

/** Whether a screen picks a market in a bar. */
export type Picks = (market: number, bar: number) => boolean;

/**
 * Picks that come in herds and last three bars, like those of real screens: their number follows a slow wave,
 * the markets are drawn. Nothing in them depends on a price.
 */
export function herdPicks(seed: number, markets: number, bars: number): Picks {
  const rng = createRng(keyOf(seed, 'picks'));
  const until = new Int32Array(markets).fill(-1);
  const picked = Array.from({ length: markets }, () => new Uint8Array(bars));
  let wave = 0;
  for (let bar = 0; bar < bars; bar++) {
    wave = 0.95 * wave + rng.next() - 0.5;
    const share = Math.max(0, 0.01 + 0.02 * wave);
    for (let market = 0; market < markets; market++) {
      if (rng.next() < share) until[market] = bar + 2;
      if (until[market] >= bar) picked[market][bar] = 1;
    }
  }
  return (market, bar) => picked[market][bar] === 1;
}

/** A screen made of picks; turnover and volatility of each market are drawn once. */
export function screenOfPicks(name: string, picks: Picks, seed = 1): Screen {
  return {
    name,
    sha256: name,
    async *chunks({ markets, barCount }) {
      yield chunkOfPicks(picks, markets.length, barCount, seed);
    },
  };
}

/** Many screens made of picks with the same turnover and volatility. */
export function familyOfPicks(all: readonly Picks[], seed = 1): ScreenFamily {
  return {
    count: all.length,
    async *chunks({ markets, barCount }, from, to) {
      const chunk = chunkOfPicks(() => false, markets.length, barCount, seed);
      const asked = all.slice(from, to);
      yield {
        ...chunk,
        passes(k) {
          const cells = new Int32Array(barCount * markets.length);
          let count = 0;
          for (let bar = 0; bar < barCount; bar++) {
            for (let market = 0; market < markets.length; market++) {
              if (asked[k](market, bar)) cells[count++] = bar * markets.length + market;
            }
          }
          return cells.subarray(0, count);
        },
      };
    },
  };
}

function chunkOfPicks(picks: Picks, marketCount: number, barCount: number, seed: number): ScreenChunk {
  const stride = barCount;
  const size = marketCount * stride;
  const rng = createRng(keyOf(seed, 'terciles'));
  const passed = new Uint8Array(size);
  const turnover24h = new Float64Array(size);
  const atrRatio = new Float64Array(size);
  const score = new Float64Array(size);
  for (let market = 0; market < marketCount; market++) {
    turnover24h.fill(rng.next(), market * stride, (market + 1) * stride);
    atrRatio.fill(0.001 + rng.next() / 100, market * stride, (market + 1) * stride);
    for (let bar = 0; bar < barCount; bar++) {
      passed[market * stride + bar] = picks(market, bar) ? 1 : 0;
      score[market * stride + bar] = rng.next();
    }
  }
  const usable = new Uint8Array(size).fill(1);
  return { firstBar: 0, barCount, stride, usable, passed, score, turnover24h, atrRatio };
}
