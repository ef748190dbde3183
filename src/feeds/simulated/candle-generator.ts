import { hashAt, unitAt } from '../../util/rng.js';
import {
  createEffect,
  lastingMove,
  liveliness,
  movedBy,
  volumeFactor,
  type EventEffect,
} from './event-effect.js';
import { influenceBegin, influenceEnd, plantEvents, type PlantedEvent } from './events.js';
import { bridgeInto, createLogWalk, walkInto } from './log-walk.js';
import { exp, factorTable, powerOfTen } from './numeric.js';
import type { MarketProfile } from './universe.js';
import { VOLUME_SEASON } from './volume-season.js';
import { BARS_PER_BLOCK, BARS_PER_DAY, WORLD_BARS, WORLD_BLOCKS } from './world.js';

const CANDLE_STREAM = 0x434e_444c;
const TRADED_STREAM = 0x5452_4144;

/** How much the volume of one bar differs from the next. */
const VOLUME_FACTORS = factorTable(0.4);
/** Longest wick in deviations of a bar, and in shares of what an event moves within the bar. */
const WICK_SIGMAS = 1.5;
const WICK_OF_MOVE = 0.25;
/** An event is felt before it begins, for at most so many blocks. */
const FORESIGHT_BLOCKS = 8;

/** Base candles of one market in [fromBar, toBar), in arrays that the next call overwrites. */
export interface BaseCandles {
  readonly fromBar: number;
  readonly toBar: number;
  /** Place of `fromBar` in the columns. */
  readonly offset: number;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
}

/**
 * Makes the 5 minute candles of any market for any stretch of time. What it gives is a function of the market and
 * the bar alone: the state it keeps is scratch memory and what it has already worked out.
 */
export class CandleGenerator {
  readonly #walk = createLogWalk();
  readonly #btcLog = new Float64Array(WORLD_BARS);
  readonly #ownLog = new Float64Array(BARS_PER_BLOCK);
  readonly #events = new Map<MarketProfile, readonly PlantedEvent[]>();
  readonly #columns = {
    open: new Float64Array(WORLD_BARS),
    high: new Float64Array(WORLD_BARS),
    low: new Float64Array(WORLD_BARS),
    close: new Float64Array(WORLD_BARS),
    volume: new Float64Array(WORLD_BARS),
  };

  /** @param eventRate  as `plantEvents` takes it. */
  constructor(
    btc: MarketProfile,
    readonly eventRate: number,
  ) {
    walkInto(this.#walk, btc, WORLD_BLOCKS - 1);
    for (let block = 0; block < WORLD_BLOCKS; block++) {
      bridgeInto(this.#btcLog, block * BARS_PER_BLOCK, this.#walk, btc.key, block);
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

  /** Bars outside the market's life are left out; an empty stretch has fromBar = toBar. */
  generate(market: MarketProfile, wantedFrom: number, wantedTo: number): BaseCandles {
    const fromBar = Math.max(wantedFrom, market.firstBar, 0);
    const toBar = Math.max(fromBar, Math.min(wantedTo, market.endBar));
    // Whole blocks are made: bars without trades carry a price on from the block's beginning.
    const firstBlock = Math.floor(fromBar / BARS_PER_BLOCK);
    const endBlock = fromBar === toBar ? firstBlock : Math.ceil(toBar / BARS_PER_BLOCK);
    walkInto(this.#walk, market, Math.min(WORLD_BLOCKS, endBlock + FORESIGHT_BLOCKS) - 1);
    this.#makeBlocks(market, firstBlock, endBlock);
    return { fromBar, toBar, offset: fromBar - firstBlock * BARS_PER_BLOCK, ...this.#columns };
  }

  #makeBlocks(market: MarketProfile, firstBlock: number, endBlock: number): void {
    const events = this.eventsOf(market);
    const { sigmas } = this.#walk;
    let next = 0;
    let settledLog = 0;
    let effect: EventEffect | null = null;
    let lastTicks = 0;
    for (let block = firstBlock; block < endBlock; block++) {
      const bar = block * BARS_PER_BLOCK;
      while (next < events.length && influenceEnd(events[next]) <= bar) {
        settledLog += lastingMove(events[next], sigmas[blockOf(events[next].startBar)]);
        next++;
      }
      const event =
        next < events.length && influenceBegin(events[next]) < bar + BARS_PER_BLOCK ? events[next] : null;
      if (event === null) effect = null;
      else if (effect?.event !== event) effect = this.#effectOf(event, market);
      if (block === firstBlock) lastTicks = this.#ticksBefore(market, bar, effect, settledLog);
      lastTicks = this.#makeBlock(
        market,
        block,
        bar - firstBlock * BARS_PER_BLOCK,
        effect,
        settledLog,
        lastTicks,
      );
    }
  }

  #effectOf(event: PlantedEvent, market: MarketProfile): EventEffect {
    const before = event.startBar - 1;
    bridgeInto(this.#ownLog, 0, this.#walk, market.key, blockOf(before));
    const anchor = market.beta * this.#btcLog[before] + this.#ownLog[before % BARS_PER_BLOCK];
    return createEffect(event, anchor, this.#walk.sigmas[blockOf(event.startBar)]);
  }

  /** The close of the last bar of the block before, which is always traded. */
  #ticksBefore(market: MarketProfile, bar: number, effect: EventEffect | null, settledLog: number): number {
    const btcLog = bar === 0 ? 0 : this.#btcLog[bar - 1];
    const log = market.beta * btcLog + this.#walk.boundaries[blockOf(bar)];
    return toTicks(priceAt(market, effect, bar - 1, log, settledLog), powerOfTen(market.tickDecimals));
  }

  /**
   * Fills the columns with one block from `offset`.
   * @returns the last close in ticks.
   */
  #makeBlock(
    market: MarketProfile,
    block: number,
    offset: number,
    effect: EventEffect | null,
    settledLog: number,
    ticksBefore: number,
  ): number {
    const { key, beta, tradedShare, barSigma } = market;
    const { open, high, low, close, volume } = this.#columns;
    const ownLog = this.#ownLog;
    const tickScale = powerOfTen(market.tickDecimals);
    const lotScale = powerOfTen(market.lotDecimals);
    const sigma = this.#walk.sigmas[block];
    // Through an event the volume's mood is that of its first bar, so that its multiple means something.
    const mood = barSigma === 0 ? 1 : (effect === null ? sigma : effect.sigma) / barSigma;
    const barTurnover = (market.turnover / BARS_PER_DAY) * mood;
    bridgeInto(ownLog, 0, this.#walk, key, block);
    let ownBefore = this.#walk.boundaries[block];
    let last = ticksBefore;
    for (let i = 0; i < BARS_PER_BLOCK; i++) {
      const bar = block * BARS_PER_BLOCK + i;
      const own = ownLog[i];
      const at = offset + i;
      open[at] = last / tickScale;
      if (!isTraded(key, bar, tradedShare, i, effect)) {
        high[at] = low[at] = close[at] = open[at];
        volume[at] = 0;
        ownBefore = own;
        continue;
      }
      const bits = hashAt(key ^ CANDLE_STREAM, bar);
      const price = priceAt(market, effect, bar, beta * this.#btcLog[bar] + own, settledLog);
      const ticks = toTicks(price, tickScale);
      let stir = sigma;
      let up = 0;
      let down = 0;
      let flow = barTurnover * VOLUME_FACTORS[bits & 255] * VOLUME_SEASON[bar % BARS_PER_DAY];
      if (sigma > 0) flow *= 0.5 + (0.5 * Math.abs(own - ownBefore)) / sigma;
      if (effect !== null) {
        stir *= liveliness(effect, bar);
        stir += (WICK_OF_MOVE / WICK_SIGMAS) * Math.abs(movedBy(effect, bar) - movedBy(effect, bar - 1));
        if (bar === effect.event.startBar) {
          up = Math.max(0, effect.wick);
          down = Math.max(0, -effect.wick);
        }
        flow *= volumeFactor(effect, bar);
      }
      up += stir * wickLength(bits >>> 8);
      down += stir * wickLength(bits >>> 16);
      high[at] = (Math.max(last, ticks) + Math.floor(up * price * tickScale)) / tickScale;
      low[at] = Math.max(1, Math.min(last, ticks) - Math.floor(down * price * tickScale)) / tickScale;
      close[at] = ticks / tickScale;
      volume[at] = Math.max(1, Math.round((flow / price) * lotScale)) / lotScale;
      last = ticks;
      ownBefore = own;
    }
    return last;
  }
}

function blockOf(bar: number): number {
  return Math.floor(bar / BARS_PER_BLOCK);
}

/** The unrounded close of a bar; `log` is that of the market and BTC without events. */
function priceAt(
  market: MarketProfile,
  effect: EventEffect | null,
  bar: number,
  log: number,
  settledLog: number,
): number {
  if (effect === null) return market.priceOrigin * exp(log + settledLog);
  const share = liveliness(effect, bar);
  // Exactly the market's own log where nothing is changed: closes must meet the next block's open.
  const calmed = share === 1 ? log : effect.anchor + share * (log - effect.anchor);
  return market.priceOrigin * exp(calmed + (settledLog + movedBy(effect, bar)));
}

function toTicks(price: number, tickScale: number): number {
  return Math.max(1, Math.round(price * tickScale));
}

/** From a random byte; short wicks are more frequent than long ones. */
function wickLength(bits: number): number {
  const share = (bits & 255) / 255;
  return WICK_SIGMAS * share * share;
}

/** The last bar of a block is traded in every market that is alive; so are all bars of an event. */
function isTraded(
  key: number,
  bar: number,
  share: number,
  place: number,
  effect: EventEffect | null,
): boolean {
  if (share === 0) return false;
  return place === BARS_PER_BLOCK - 1 || effect !== null || unitAt(key ^ TRADED_STREAM, bar) < share;
}
