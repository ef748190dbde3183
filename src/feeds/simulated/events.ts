import { mix32, unitAt } from '../../util/rng.js';
import type { MarketProfile } from './simulated-markets.js';
import { BARS_PER_DAY, WORLD_BARS } from './world.js';

/**
 * breakout: a narrow range, then a move out of it on high volume that holds. The three fakeouts: `poke`
 * leaves the range and returns, `wick` leaves it within one bar, `spike` is volume without a move.
 */
export type EventShape = 'breakout' | 'poke' | 'wick' | 'spike';

/** One planted event of one market; bars are counted from the start of the world. */
export interface PlantedEvent {
  readonly shape: EventShape;
  /** 1 up, −1 down. */
  readonly sign: 1 | -1;
  /** First bar of the move, and how many it takes (including a poke's return). */
  readonly startBar: number;
  readonly moveBars: number;
  /** Bars of narrow range before the move. */
  readonly squeezeBars: number;
  /** Size of the move in log price, excluding the way out of the range. */
  readonly logMove: number;
  /** Volume in the move relative to a usual bar. */
  readonly volumeMultiple: number;
  readonly key: number;
}

/** Bars over which a market calms down before a squeeze, rests after a move, and wakes up again. */
export const CALMING_BARS = 24;
export const RESTING_BARS = 12;
export const WAKING_BARS = 36;

const BARS_PER_HOUR = 12;
const EVENT_STREAM = 0x4556_4e54;
/** Average days between two events of a market at event rate 1. */
const DAYS_PER_EVENT = 5;
/** Below this share of bars with trades, "six times the usual volume" is meaningless. */
const MIN_TRADED_SHARE = 0.75;
/** Above this turnover a coin does not move by a tenth in an hour. */
const HEAVY_TURNOVER = 1.5e8;
/** Above this one it follows BTC and the news, and has no events. */
const GIANT_TURNOVER = 1e9;

type Range = readonly [from: number, to: number];

interface ShapeSize {
  /** Whole bars, `to` excluded. */
  readonly moveBars: Range;
  readonly logMove: Range;
  /** The squeeze before reduces volume, so ratios measured against it are a third larger. */
  readonly volumeMultiple: Range;
}
const SHAPE_SIZES: Readonly<Record<EventShape, ShapeSize>> = {
  breakout: { moveBars: [6, 19], logMove: [0.055, 0.125], volumeMultiple: [9, 18] },
  poke: { moveBars: [4, 7], logMove: [0.007, 0.018], volumeMultiple: [0.9, 2.1] },
  wick: { moveBars: [1, 2], logMove: [0.007, 0.018], volumeMultiple: [0.9, 2.1] },
  spike: { moveBars: [2, 5], logMove: [0, 0], volumeMultiple: [5, 11] },
};
const HEAVY_BREAKOUT: ShapeSize = { ...SHAPE_SIZES.breakout, logMove: [0.055, 0.07] };

/** Per hundred events: how many have each shape, and how many start in each hour of the UTC day. */
const SHAPE_OF_PERCENT = spread<EventShape>([
  ['breakout', 60],
  ['poke', 20],
  ['wick', 10],
  ['spike', 10],
]);
/** Most start at the beginning of the American day. */
const PERCENT_BY_HOUR = [3, 3, 3, 3, 2, 2, 2, 3, 4, 4, 4, 4, 5, 8, 13, 10, 7, 5, 4, 3, 2, 2, 2, 2];
const HOUR_OF_PERCENT = spread(PERCENT_BY_HOUR.map((percent, hour) => [hour, percent]));

function spread<T>(shares: readonly (readonly [T, number])[]): readonly T[] {
  return shares.flatMap(([value, percent]) => new Array<T>(percent).fill(value));
}

/**
 * The events of one market over the whole world, in order of time. Each slot of days has one, never on its
 * first day: so two events of a market are at least a day apart.
 * @param eventRate  0…2.5; 1 = an event every five days, 0 = none.
 */
export function plantEvents(market: MarketProfile, eventRate: number): PlantedEvent[] {
  if (!canMove(market) || eventRate <= 0) return [];
  const slotDays = Math.max(2, Math.round(DAYS_PER_EVENT / eventRate));
  const phase = (mix32(market.key ^ EVENT_STREAM) >>> 0) % slotDays;
  const events: PlantedEvent[] = [];
  for (let slot = 0, day = -phase; day * BARS_PER_DAY < WORLD_BARS; slot++, day += slotDays) {
    const key = mix32(market.key ^ EVENT_STREAM ^ mix32(slot + 1));
    const event = plantEvent(market, key, day, slotDays);
    if (isWithinLife(event, market)) events.push(event);
  }
  return events;
}

function canMove({ nature, index, turnover, tradedShare }: MarketProfile): boolean {
  return nature === 'coin' && index > 0 && turnover < GIANT_TURNOVER && tradedShare >= MIN_TRADED_SHARE;
}

function plantEvent(market: MarketProfile, key: number, slotDay: number, slotDays: number): PlantedEvent {
  const day = slotDay + 1 + Math.floor(unitAt(key, 0) * (slotDays - 1));
  const hour = HOUR_OF_PERCENT[Math.floor(unitAt(key, 1) * 100)];
  const shape = SHAPE_OF_PERCENT[Math.floor(unitAt(key, 2) * 100)];
  const isHeavy = shape === 'breakout' && market.turnover > HEAVY_TURNOVER;
  const size = isHeavy ? HEAVY_BREAKOUT : SHAPE_SIZES[shape];
  const strength = unitAt(key, 3);
  return {
    key,
    shape,
    sign: unitAt(key, 4) < 0.8 ? 1 : -1,
    startBar: day * BARS_PER_DAY + hour * BARS_PER_HOUR + Math.floor(unitAt(key, 5) * BARS_PER_HOUR),
    moveBars: Math.floor(between(size.moveBars, unitAt(key, 6))),
    squeezeBars: 96 + Math.floor(unitAt(key, 7) * 49),
    // Small moves are more frequent than large ones.
    logMove: between(size.logMove, strength * strength),
    volumeMultiple: between(size.volumeMultiple, unitAt(key, 8)),
  };
}

function between([from, to]: Range, share: number): number {
  return from + (to - from) * share;
}

/** First bar that an event changes, and the bar after the last (a breakout's new price level stays). */
export function influenceBegin(event: PlantedEvent): number {
  return event.startBar - event.squeezeBars - CALMING_BARS;
}
export function influenceEnd(event: PlantedEvent): number {
  return event.startBar + event.moveBars + RESTING_BARS + WAKING_BARS;
}

function isWithinLife(event: PlantedEvent, market: MarketProfile): boolean {
  return (
    influenceBegin(event) >= Math.max(0, market.firstBar) &&
    influenceEnd(event) <= Math.min(WORLD_BARS, market.endBar)
  );
}
