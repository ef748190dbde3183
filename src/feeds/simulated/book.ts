import type { BookLevel, OrderBook } from '../../market/order-book.js';
import { hashAt, keyOf, unitAt } from '../../util/rng.js';
import type { PlantedEvent } from './events.js';
import { exp, normalFromBits, powerOfTen } from './numeric.js';
import type { MarketProfile } from './simulated-markets.js';

/** Levels on each side. */
const LEVELS = 24;
/**
 * Distance of the last level from the best price, a share of the price: well beyond the 0.5 % that depths
 * count.
 */
const REACH = 0.008;
/** Share of markets whose book is empty. */
const EMPTY_SHARE = 0.02;
/** An order book never leans further than this. */
const MAX_LEAN = 0.9;

export const EMPTY_BOOK: OrderBook = { bids: [], asks: [] };

/**
 * The book at the close of bar `asOfBar` − 1, around the price at which it closed. About 1 bp wide and millions deep
 * at the top of the exchange, 20 to 80 bps and thousands at the bottom; a spread is at least one tick. Dead markets
 * and 2 % of the others have none.
 */
export function bookAt(
  market: MarketProfile,
  asOfBar: number,
  price: number,
  events: readonly PlantedEvent[],
): OrderBook {
  if (market.turnover === 0 || unitAt(keyOf(market.key, 'known'), 0) < EMPTY_SHARE) return EMPTY_BOOK;
  const noise = (stream: string, spread: number): number =>
    exp(spread * normalFromBits(hashAt(keyOf(market.key, stream), asOfBar)));
  const tickScale = powerOfTen(market.tickDecimals);
  const usualBps = market.nature === 'pegged' ? 0.5 : 26 / Math.sqrt(market.turnover / 1e6);
  const spreadTicks = Math.max(
    1,
    Math.round(((Math.min(80, usualBps) * noise('spread', 0.3) * price) / 1e4) * tickScale),
  );
  const depth = market.turnover * 0.01 * noise('depth', 0.35);
  const depth03Share = 0.45 + 0.3 * unitAt(keyOf(market.key, 'shape'), asOfBar);
  const lean =
    0.22 * normalFromBits(hashAt(keyOf(market.key, 'lean'), asOfBar)) + 0.25 * pressure(events, asOfBar);
  const leaning = Math.max(-MAX_LEAN, Math.min(MAX_LEAN, lean));
  const bestBid = Math.max(1, Math.round(price * tickScale) - Math.floor(spreadTicks / 2));
  const side = { price, tickScale, lotScale: powerOfTen(market.lotDecimals), depth03Share };
  const levelKey = keyOf(market.key, 'levels') ^ Math.imul(asOfBar, 0x2545_f491);
  return {
    bids: levelsOf(side, bestBid, -1, (depth * (1 + leaning)) / 2, levelKey),
    asks: levelsOf(side, bestBid + spreadTicks, 1, (depth * (1 - leaning)) / 2, ~levelKey),
  };
}

/** Properties shared by both sides of a book. */
interface Sides {
  readonly price: number;
  readonly tickScale: number;
  readonly lotScale: number;
  /** Share of the depth within 0.5 % that lies within 0.3 %. */
  readonly depth03Share: number;
}

/**
 * Levels are dense at the best price and sparser further out; each contains the size up to the next one.
 * @param best  price in ticks of the first level; the others lie in steps of `step`.
 * @param depth  quote currency within 0.5 %, approximately.
 */
function levelsOf(
  { price, tickScale, lotScale, depth03Share }: Sides,
  best: number,
  step: 1 | -1,
  depth: number,
  key: number,
): BookLevel[] {
  const levels: BookLevel[] = [];
  let ticks = 0;
  let before = 0;
  for (let i = 1; i <= LEVELS; i++) {
    const bits = hashAt(key, i);
    const share = (i - 0.4 + 0.8 * ((bits & 255) / 256)) / LEVELS;
    const away = REACH * share * (0.25 + 0.75 * share);
    const nextTicks = Math.max(ticks + 1, Math.round(away * price * tickScale));
    const within = shareWithin(nextTicks / (price * tickScale), depth03Share);
    const level = (best + step * ticks) / tickScale;
    if (level <= 0) break;
    const size = ((within - before) * depth * (0.6 + 0.8 * (((bits >>> 8) & 255) / 255))) / level;
    levels.push([level, Math.max(1, Math.round(size * lotScale)) / lotScale]);
    ticks = nextTicks;
    before = within;
  }
  return levels;
}

/**
 * Share of the depth within 0.5 % that lies nearer than `distance`, a share of the price; above 1 further
 * out.
 */
function shareWithin(distance: number, depth03Share: number): number {
  return distance <= 0.003
    ? (depth03Share * distance) / 0.003
    : depth03Share + ((1 - depth03Share) * (distance - 0.003)) / 0.002;
}

/** 1 during a breakout up, −1 during one down, otherwise 0. */
function pressure(events: readonly PlantedEvent[], asOfBar: number): number {
  const running = events.find(
    ({ shape, startBar, moveBars }) =>
      shape === 'breakout' && startBar < asOfBar && asOfBar <= startBar + moveBars,
  );
  return running?.sign ?? 0;
}
