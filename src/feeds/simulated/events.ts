import { createRng, mix32, type Rng } from '../../util/rng.js';
import type { MarketProfile } from './universe.js';
import { BARS_PER_DAY, WORLD_BARS } from './world.js';

/**
 * breakout: a narrow range, then a move out of it on much volume that holds. The three fakeouts: `poke` leaves the range
 * and returns, `wick` leaves it within one bar, `spike` is volume without price.
 */
export type EventShape = 'breakout' | 'poke' | 'wick' | 'spike';

/** One planted event of one market; bars are counted from the beginning of the world. */
export interface PlantedEvent {
  readonly shape: EventShape;
  /** 1 up, −1 down. */
  readonly sign: 1 | -1;
  /** First bar of the move, and how many it takes (a poke's return included). */
  readonly startBar: number;
  readonly moveBars: number;
  /** Bars of narrow range before the move. */
  readonly squeezeBars: number;
  /** Size of the move in log price, without what it takes to leave the range. */
  readonly logMove: number;
  /** Volume in the move against an ordinary bar. */
  readonly volumeMultiple: number;
  readonly key: number;
}

/** Bars over which a market calms down before a squeeze, lies still after a move, and wakes up again. */
export const CALMING_BARS = 24;
export const RESTING_BARS = 12;
export const WAKING_BARS = 36;

const EVENT_STREAM = 0x4556_4e54;
/** Days between two events of a market at event rate 1, on average. */
const DAYS_PER_EVENT = 5;
/** Below this share of bars with trades, "six times the usual volume" has no meaning. */
const MIN_TRADED_SHARE = 0.75;
/** Above this turnover a coin does not move by a tenth in an hour. */
const HEAVY_TURNOVER = 1.5e8;
/** Events in each hour of the UTC day, of 100; most come when America begins its day. */
const EVENTS_BY_HOUR = [3, 3, 3, 3, 2, 2, 2, 3, 4, 4, 4, 4, 5, 8, 13, 10, 7, 5, 4, 3, 2, 2, 2, 2];

/**
 * The events of one market over the whole world, in order of time. Each slot of days has one, never on its first day:
 * so two events of a market are at least a day apart.
 * @param eventRate  0…2.5; 1 = an event every five days, 0 = none.
 */
export function plantEvents(market: MarketProfile, eventRate: number): PlantedEvent[] {
  const canMove = market.nature === 'coin' && market.index > 0 && market.tradedShare >= MIN_TRADED_SHARE;
  if (!canMove || eventRate <= 0) return [];
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

function plantEvent(market: MarketProfile, key: number, slotDay: number, slotDays: number): PlantedEvent {
  const rng = createRng(key);
  const day = slotDay + 1 + rng.below(slotDays - 1);
  const startBar = day * BARS_PER_DAY + drawHour(rng) * 12 + rng.below(12);
  const isBreakout = rng.next() < 0.6;
  const sign = rng.next() < 0.8 ? 1 : -1;
  const squeezeBars = 96 + rng.below(49);
  const common = { sign, startBar, squeezeBars, key } as const;
  if (isBreakout) {
    const size = rng.next();
    const logMove = market.turnover > HEAVY_TURNOVER ? 0.045 + 0.02 * size : 0.05 + 0.075 * size * size;
    const volumeMultiple = 10 + 16 * rng.next();
    return { ...common, shape: 'breakout', moveBars: 6 + rng.below(13), logMove, volumeMultiple };
  }
  const draw = rng.next();
  const size = rng.next();
  if (draw < 0.5) {
    const poke = {
      moveBars: 4 + rng.below(3),
      logMove: 0.007 + 0.01 * size,
      volumeMultiple: 1.2 + 1.8 * rng.next(),
    };
    return { ...common, ...poke, shape: 'poke' };
  }
  if (draw < 0.75) {
    return {
      ...common,
      shape: 'wick',
      moveBars: 1,
      logMove: 0.007 + 0.01 * size,
      volumeMultiple: 1 + 2 * size,
    };
  }
  return { ...common, shape: 'spike', moveBars: 2 + rng.below(3), logMove: 0, volumeMultiple: 6 + 9 * size };
}

function drawHour(rng: Rng): number {
  let rest = rng.below(100);
  let hour = 0;
  while (rest >= EVENTS_BY_HOUR[hour]) rest -= EVENTS_BY_HOUR[hour++];
  return hour;
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
