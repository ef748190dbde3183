import { createRng } from '../../util/rng.js';
import type { SegmentShape } from './segment-shape.js';
import { CALMING_BARS, RESTING_BARS, WAKING_BARS, type PlantedEvent } from './events.js';

/** Share of the usual movement that is left in a squeeze. */
const SQUEEZE = 0.2;
/** Volume in a squeeze relative to a usual bar. */
const SQUEEZE_VOLUME = 0.75;
/** Volume right after a breakout's move relative to that in it; it fades while the market rests and wakes. */
const ECHO_VOLUME = 0.3;
/** Half-width of a squeezed range in deviations of a usual bar; a move is counted from its edge. */
const RANGE_EDGE_SIGMAS = 1;

/** Length of wicks in a move, in shares of what the event moves within the bar. */
const WICK_OF_STEP = 0.17;

/** How one planted event changes the bars around it; every number is a function of the event alone. */
export interface EventEffect {
  readonly event: PlantedEvent;
  /** Log price to add, one per bar of the move; after it `lastingMove`. */
  readonly path: Float64Array;
  readonly lastingMove: number;
  /** Height of the wick of a `wick` event in log price. */
  readonly wick: number;
  /** Log price, without events, around which the market rests. */
  readonly anchor: number;
  /** Deviation of a usual bar's log return, constant through the event. */
  readonly sigma: number;
}

/**
 * @param anchor  log price without events at the last close before the move.
 * @param sigma  deviation of a bar's log return in the segment where the move begins.
 */
export function createEffect(event: PlantedEvent, anchor: number, sigma: number): EventEffect {
  const size = moveSize(event, sigma);
  const moves = event.shape === 'breakout' || event.shape === 'poke';
  return {
    event,
    path: moves ? movePath(event, size) : new Float64Array(event.moveBars),
    lastingMove: lastingMove(event, sigma),
    wick: event.shape === 'wick' ? size : 0,
    anchor,
    sigma,
  };
}

function moveSize(event: PlantedEvent, sigma: number): number {
  return event.sign * (event.logMove + RANGE_EDGE_SIGMAS * sigma);
}

/** Log price change that an event leaves permanently. */
export function lastingMove(event: PlantedEvent, sigma: number): number {
  return event.shape === 'breakout' ? moveSize(event, sigma) : 0;
}

function movePath(event: PlantedEvent, size: number): Float64Array {
  if (event.shape === 'breakout') return breakoutPath(event, size);
  // Half the way at once, then at the far point, then back inside for the last two bars.
  return Float64Array.from({ length: event.moveBars }, (_, i) =>
    i >= event.moveBars - 2 ? 0 : i === 0 ? size * 0.6 : size,
  );
}

/** Uneven steps of one sign, the first ones largest, which add up to the whole move. */
function breakoutPath({ moveBars, key }: PlantedEvent, size: number): Float64Array {
  const rng = createRng(key ^ moveBars);
  const path = new Float64Array(moveBars);
  let sum = 0;
  for (let i = 0; i < moveBars; i++) {
    sum += (1.5 - i / moveBars) * (0.3 + rng.next());
    path[i] = sum;
  }
  return path.map((part) => (part / sum) * size);
}

/** The log price of a bar with the event, from that without. */
export function logUnder(effect: EventEffect, bar: number, log: number): number {
  const share = liveliness(effect.event, bar);
  // Exactly the market's own log price if nothing changes: closes must meet the next segment's open.
  const calmed = share === 1 ? log : effect.anchor + share * (log - effect.anchor);
  return calmed + movedBy(effect, bar);
}

/** Applies an event to the bars of one segment. */
export function applyEffect(effect: EventEffect, firstBar: number, shape: SegmentShape): void {
  const { log, stir, flow, wickUp, wickDown } = shape;
  for (let i = 0; i < log.length; i++) {
    const bar = firstBar + i;
    const step = movedBy(effect, bar) - movedBy(effect, bar - 1);
    log[i] = logUnder(effect, bar, log[i]);
    stir[i] = stir[i] * liveliness(effect.event, bar) + WICK_OF_STEP * Math.abs(step);
    flow[i] *= volumeFactor(effect.event, bar);
    if (bar !== effect.event.startBar) continue;
    wickUp[i] = Math.max(0, effect.wick);
    wickDown[i] = Math.max(0, -effect.wick);
  }
}

/** Log price added by the event at the close of a bar. */
function movedBy(effect: EventEffect, bar: number): number {
  const step = bar - effect.event.startBar;
  if (step < 0) return 0;
  return step < effect.path.length ? effect.path[step] : effect.lastingMove;
}

/** Share of the usual movement around the anchor that is left at a bar: 1 outside, SQUEEZE inside. */
function liveliness(event: PlantedEvent, bar: number): number {
  const squeezed = event.startBar - event.squeezeBars;
  const waking = event.startBar + event.moveBars + RESTING_BARS;
  if (bar < squeezed) return ramp((squeezed - bar) / CALMING_BARS);
  if (bar >= waking) return ramp((bar - waking) / WAKING_BARS);
  return SQUEEZE;
}

function ramp(share: number): number {
  return share >= 1 ? 1 : SQUEEZE + (1 - SQUEEZE) * share;
}

/** Volume of a bar relative to that without the event. */
function volumeFactor(event: PlantedEvent, bar: number): number {
  const { startBar, squeezeBars, moveBars, volumeMultiple, shape } = event;
  const step = bar - startBar;
  if (step < -squeezeBars) return 1;
  if (step < 0) return SQUEEZE_VOLUME;
  if (step < moveBars) return volumeMultiple * (1.15 - (0.3 * step) / moveBars);
  if (shape !== 'breakout') return 1;
  const fading = 1 - (step - moveBars) / (RESTING_BARS + WAKING_BARS);
  return fading <= 0 ? 1 : Math.max(1, volumeMultiple * ECHO_VOLUME * fading * fading);
}
