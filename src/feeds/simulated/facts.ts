import type { MarketFacts } from '../../market/market.js';
import { hashAt, keyOf, unitAt } from '../../util/rng.js';
import type { CandleGenerator } from './candle-generator.js';
import type { PlantedEvent } from './events.js';
import { exp, normalFromBits, powerOfTen } from './numeric.js';
import type { MarketProfile } from './universe.js';
import { BARS_PER_DAY, BAR_MS } from './world.js';

/** Trades per minute are those of the last quarter of an hour. */
const RECENT_BARS = 3;
/** Share of markets whose book and trades cannot be read. */
const UNKNOWN_SHARE = 0.02;

/**
 * What an exchange's ticker, book and trades would tell at the close of bar `asOfBar` − 1; null where there is no
 * such market then. Turnover and change are those of the last 288 candles, or of all in a younger market.
 */
export function factsAt(
  generator: CandleGenerator,
  market: MarketProfile,
  asOfBar: number,
): MarketFacts | null {
  if (asOfBar <= market.firstBar || asOfBar > market.endBar) return null;
  const candles = generator.generate(market, asOfBar - BARS_PER_DAY, asOfBar);
  const { offset, open, high, low, close, volume } = candles;
  const end = offset + candles.toBar - candles.fromBar;
  let turnover24h = 0;
  let recentTurnover = 0;
  for (let at = offset; at < end; at++) {
    const turnover = (volume[at] * (high[at] + low[at] + close[at])) / 3;
    turnover24h += turnover;
    if (at >= end - RECENT_BARS) recentTurnover += turnover;
  }
  const price = close[end - 1];
  const recentMinutes = (Math.min(RECENT_BARS, end - offset) * BAR_MS) / 60_000;
  const isKnown = unitAt(keyOf(market.key, 'known'), 0) >= UNKNOWN_SHARE;
  return {
    ...(isKnown ? bookFacts(market, asOfBar, price, generator.eventsOf(market)) : NO_BOOK),
    tradesPerMinute: isKnown ? round(recentTurnover / recentMinutes / tradeSize(market), 2) : null,
    ...interestFacts(market, asOfBar, generator.eventsOf(market)),
    turnover24h,
    change24hPct: (close[end - 1] / open[offset] - 1) * 100,
    // A simulated quote currency is a dollar.
    usdPerQuote: 1,
    provenance: 'simulated',
  };
}

const NO_BOOK = { spreadBps: null, depth05Usd: null, depth03Usd: null, imbalance: null };

/** About 1 bp and millions at the top, 20 to 80 bps and thousands at the bottom; a spread is at least one tick. */
function bookFacts(market: MarketProfile, asOfBar: number, price: number, events: readonly PlantedEvent[]) {
  if (market.turnover === 0) return NO_BOOK;
  const noise = (stream: string, spread: number): number =>
    exp(spread * normalFromBits(hashAt(keyOf(market.key, stream), asOfBar)));
  const tick = 1 / powerOfTen(market.tickDecimals);
  const usual = market.nature === 'pegged' ? 0.5 : 26 / Math.sqrt(market.turnover / 1e6);
  const spreadTicks = Math.max(
    1,
    Math.round((Math.min(80, usual) * noise('spread', 0.3) * price) / 1e4 / tick),
  );
  const depth05Usd = round(market.turnover * 0.01 * noise('depth', 0.35), 0);
  const lean =
    0.22 * normalFromBits(hashAt(keyOf(market.key, 'lean'), asOfBar)) + 0.25 * pressure(events, asOfBar);
  return {
    spreadBps: ((spreadTicks * tick) / price) * 10_000,
    depth05Usd,
    depth03Usd: round(depth05Usd * (0.45 + 0.3 * unitAt(keyOf(market.key, 'shape'), asOfBar)), 0),
    imbalance: round(Math.max(-0.95, Math.min(0.95, lean)), 3),
  };
}

/** 1 while a breakout up runs, −1 while one down does, else 0. */
function pressure(events: readonly PlantedEvent[], asOfBar: number): number {
  const running = events.find(
    ({ shape, startBar, moveBars }) =>
      shape === 'breakout' && startBar < asOfBar && asOfBar <= startBar + moveBars,
  );
  return running?.sign ?? 0;
}

function tradeSize(market: MarketProfile): number {
  return 200 + Math.sqrt(market.turnover) / 40;
}

/** Open interest exists for swaps; both numbers come from one path through time. */
function interestFacts(market: MarketProfile, asOfBar: number, events: readonly PlantedEvent[]) {
  if (market.info.type !== 'swap' || market.turnover === 0)
    return { openInterestUsd: null, oiChange24hPct: null };
  const now = openInterest(market, asOfBar, events);
  const before = asOfBar - BARS_PER_DAY;
  const hadDay = before >= Math.max(0, market.firstBar);
  return {
    openInterestUsd: round(now, 0),
    oiChange24hPct: hadDay ? round((now / openInterest(market, before, events) - 1) * 100, 2) : null,
  };
}

/** Drifts by a few percent a day; a breakout attracts 8 to 25 % within its move, which leave again over two days. */
function openInterest(market: MarketProfile, bar: number, events: readonly PlantedEvent[]): number {
  const key = keyOf(market.key, 'interest');
  const day = Math.floor(bar / BARS_PER_DAY);
  const share = (bar % BARS_PER_DAY) / BARS_PER_DAY;
  const from = normalFromBits(hashAt(key, day));
  const drift = 0.03 * (from + (normalFromBits(hashAt(key, day + 1)) - from) * share);
  let attracted = 0;
  for (const event of events) {
    const age = bar - event.startBar;
    if (event.shape !== 'breakout' || age <= 0) continue;
    const arrived = Math.min(1, age / event.moveBars);
    const left = Math.min(1, age / (2 * BARS_PER_DAY));
    attracted += (0.08 + 0.17 * unitAt(event.key, 0)) * arrived * (1 - left);
  }
  return market.turnover * (0.2 + 0.6 * unitAt(key, -2)) * exp(drift + attracted);
}

function round(value: number, decimals: number): number {
  const scale = powerOfTen(decimals);
  return Math.round(value * scale) / scale;
}
