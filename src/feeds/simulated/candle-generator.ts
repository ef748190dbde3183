import { hashAt, unitAt } from '../../util/rng.js';
import { createSegmentShape, shapeInto } from './segment-shape.js';
import { applyEffect, createEffect, lastingMove, logUnder, type EventEffect } from './event-effect.js';
import { influenceBegin, influenceEnd, plantEvents, type PlantedEvent } from './events.js';
import { bridgeInto, createLogWalk, walkInto } from './log-walk.js';
import { exp, factorTable, powerOfTen } from './numeric.js';
import type { MarketProfile } from './simulated-markets.js';
import { BARS_PER_SEGMENT, WORLD_BARS, WORLD_SEGMENTS } from './world.js';

const CANDLE_STREAM = 0x434e_444c;
const TRADED_STREAM = 0x5452_4144;

/** How much the volume of one bar differs from the next. */
const VOLUME_FACTORS = factorTable(0.4);
/** Longest wick in deviations of a bar. */
const WICK_SIGMAS = 1.5;
/** Events start to influence prices up to this many segments early. */
const FORESIGHT_SEGMENTS = 8;

/** Base candles of one market in [fromBar, toBar), in arrays that the next call overwrites. */
export interface BaseCandles {
  readonly fromBar: number;
  readonly toBar: number;
  /** Index of `fromBar` in the columns. */
  readonly offset: number;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
}

/**
 * Generates the 5-minute candles of any market for any period. The result is a function of the market and the
 * bar alone: its state is scratch memory and cached results.
 */
export class CandleGenerator {
  readonly #walk = createLogWalk();
  readonly #btcLog = new Float64Array(WORLD_BARS);
  readonly #shape = createSegmentShape();
  readonly #events = new Map<MarketProfile, readonly PlantedEvent[]>();
  readonly #columns = {
    open: new Float64Array(WORLD_BARS),
    high: new Float64Array(WORLD_BARS),
    low: new Float64Array(WORLD_BARS),
    close: new Float64Array(WORLD_BARS),
    volume: new Float64Array(WORLD_BARS),
  };

  /** @param eventRate  see `plantEvents`. */
  constructor(
    btc: MarketProfile,
    readonly eventRate: number,
  ) {
    walkInto(this.#walk, btc, WORLD_SEGMENTS - 1);
    for (let segment = 0; segment < WORLD_SEGMENTS; segment++) {
      bridgeInto(this.#btcLog, segment * BARS_PER_SEGMENT, this.#walk, btc.key, segment);
    }
  }

  eventsOf(market: MarketProfile): readonly PlantedEvent[] {
    let events = this.#events.get(market);
    if (events === undefined) {
      events = plantEvents(market, this.eventRate);
      this.#events.set(market, events);
    }
    return events;
  }

  /** Bars outside the market's life are left out; an empty range has fromBar = toBar. */
  generate(market: MarketProfile, wantedFrom: number, wantedTo: number): BaseCandles {
    const fromBar = Math.max(wantedFrom, market.firstBar, 0);
    const toBar = Math.max(fromBar, Math.min(wantedTo, market.endBar));
    // Whole segments are generated: bars without trades carry a price on from the segment's start.
    const firstSegment = Math.floor(fromBar / BARS_PER_SEGMENT);
    const endSegment = fromBar === toBar ? firstSegment : Math.ceil(toBar / BARS_PER_SEGMENT);
    walkInto(this.#walk, market, Math.min(WORLD_SEGMENTS, endSegment + FORESIGHT_SEGMENTS) - 1);
    this.#makeSegments(market, firstSegment, endSegment);
    return { fromBar, toBar, offset: fromBar - firstSegment * BARS_PER_SEGMENT, ...this.#columns };
  }

  #makeSegments(market: MarketProfile, firstSegment: number, endSegment: number): void {
    const { sigmas } = this.#walk;
    const shape = this.#shape;
    let effect: EventEffect | null = null;
    let lastTicks = this.#ticksBefore(market, firstSegment);
    for (let segment = firstSegment; segment < endSegment; segment++) {
      const bar = segment * BARS_PER_SEGMENT;
      const { settledLog, event } = this.#influenceOn(market, segment);
      if (event === null) effect = null;
      else if (effect?.event !== event) effect = this.#effectOf(event, market);
      // Through an event the volume's mood is that of its first bar, so that its multiple is meaningful.
      shapeInto(
        shape,
        market,
        this.#walk,
        this.#btcLog,
        segment,
        effect === null ? sigmas[segment] : effect.sigma,
      );
      if (effect === null) thinOut(shape.flow, market, bar);
      else applyEffect(effect, bar, shape);
      lastTicks = this.#drawSegment(
        market,
        bar,
        bar - firstSegment * BARS_PER_SEGMENT,
        settledLog,
        lastTicks,
      );
    }
  }

  /** What the events before a segment have left behind, and the one that affects it; null = none. */
  #influenceOn(market: MarketProfile, segment: number): { settledLog: number; event: PlantedEvent | null } {
    const bar = segment * BARS_PER_SEGMENT;
    let settledLog = 0;
    for (const event of this.eventsOf(market)) {
      if (influenceEnd(event) > bar) {
        return { settledLog, event: influenceBegin(event) < bar + BARS_PER_SEGMENT ? event : null };
      }
      settledLog += lastingMove(event, this.#walk.sigmas[segmentOf(event.startBar)]);
    }
    return { settledLog, event: null };
  }

  #effectOf(event: PlantedEvent, market: MarketProfile): EventEffect {
    const before = event.startBar - 1;
    const { log } = this.#shape;
    bridgeInto(log, 0, this.#walk, market.key, segmentOf(before));
    const anchor = market.beta * this.#btcLog[before] + log[before % BARS_PER_SEGMENT];
    return createEffect(event, anchor, this.#walk.sigmas[segmentOf(event.startBar)]);
  }

  /**
   * The close of the last bar of the previous segment, which always has trades: as that segment was drawn.
   */
  #ticksBefore(market: MarketProfile, segment: number): number {
    const bar = segment * BARS_PER_SEGMENT - 1;
    const { settledLog, event } = this.#influenceOn(market, segment - 1);
    const log = market.beta * (bar < 0 ? 0 : this.#btcLog[bar]) + this.#walk.boundaries[segment];
    const effect = event === null ? null : this.#effectOf(event, market);
    const price = priceOf(market, (effect === null ? log : logUnder(effect, bar, log)) + settledLog);
    return toTicks(price, powerOfTen(market.tickDecimals));
  }

  /**
   * Draws the candles of one segment into the columns from `offset`.
   * @returns the last close in ticks.
   */
  #drawSegment(
    market: MarketProfile,
    firstBar: number,
    offset: number,
    settledLog: number,
    before: number,
  ): number {
    const { open, high, low, close, volume } = this.#columns;
    const { log, stir, flow, wickUp, wickDown } = this.#shape;
    const candleKey = market.key ^ CANDLE_STREAM;
    const tickScale = powerOfTen(market.tickDecimals);
    const lotScale = powerOfTen(market.lotDecimals);
    let last = before;
    for (let i = 0; i < BARS_PER_SEGMENT; i++) {
      const at = offset + i;
      open[at] = last / tickScale;
      if (flow[i] === 0) {
        high[at] = low[at] = close[at] = open[at];
        volume[at] = 0;
        continue;
      }
      const bits = hashAt(candleKey, firstBar + i);
      const price = priceOf(market, log[i] + settledLog);
      const ticks = toTicks(price, tickScale);
      const ticksUp = Math.floor((wickUp[i] + stir[i] * wickLength(bits >>> 8)) * price * tickScale);
      const ticksDown = Math.floor((wickDown[i] + stir[i] * wickLength(bits >>> 16)) * price * tickScale);
      const lots = Math.round((flow[i] * VOLUME_FACTORS[bits & 255] * lotScale) / price);
      high[at] = (Math.max(last, ticks) + ticksUp) / tickScale;
      low[at] = Math.max(1, Math.min(last, ticks) - ticksDown) / tickScale;
      close[at] = ticks / tickScale;
      volume[at] = Math.max(1, lots) / lotScale;
      last = ticks;
    }
    return last;
  }
}

function segmentOf(bar: number): number {
  return Math.floor(bar / BARS_PER_SEGMENT);
}

function priceOf(market: MarketProfile, log: number): number {
  return market.priceOrigin * exp(log);
}

function toTicks(price: number, tickScale: number): number {
  return Math.max(1, Math.round(price * tickScale));
}

/** From a random byte, in deviations of a bar; short wicks are more frequent than long ones. */
function wickLength(bits: number): number {
  const share = (bits & 255) / 255;
  return WICK_SIGMAS * share * share;
}

/** Removes the trades from some bars; the last bar of a segment always has some in a market that is alive. */
function thinOut(flow: Float64Array, market: MarketProfile, firstBar: number): void {
  const key = market.key ^ TRADED_STREAM;
  for (let i = 0; i < BARS_PER_SEGMENT - 1; i++) {
    if (unitAt(key, firstBar + i) >= market.tradedShare) flow[i] = 0;
  }
}
