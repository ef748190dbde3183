import type { FetchedBatch, ScanLoad } from './batch-controller.js';
import type { LinearModel } from './least-squares.js';
import { deviationAt, learn, newModel, predict } from './least-squares.js';

/** Inputs of both models are of the order of 1. */
const MARKETS = 100;
const BARS = 1000;
const MIB = 2 ** 20;
const SECOND_MS = 1000;

/** What is held: markets under way and done, each with its bars; and what is there without any. */
function loadInput(marketsUnderWay: number, marketsDone: number, bars: number | null): number[] {
  const barShare = (bars ?? BARS) / BARS;
  return [1, (marketsUnderWay / MARKETS) * barShare, (marketsDone / MARKETS) * barShare];
}

/** Used memory in MiB by what a scan holds. */
export const NO_MEMORY_MODEL: LinearModel = newModel([0, 0, 0]);

export function learnMemory(
  model: LinearModel,
  { marketsUnderWay, marketsDone }: ScanLoad,
  usedBytes: number,
  bars: number | null,
): LinearModel {
  return learn(model, loadInput(marketsUnderWay, marketsDone, bars), usedBytes / MIB);
}

/** Standard deviations between what is expected and what is provided for. */
const CAUTION = 2;

/**
 * What may be used at most when a batch of so many markets is under way as well, in bytes: from the model and from
 * what is used now, whichever is more.
 */
export function mostUsedBytes(
  model: LinearModel,
  load: ScanLoad,
  usedBytes: number,
  added: number,
  bars: number | null,
): number {
  const now = loadInput(load.marketsUnderWay, load.marketsDone, bars);
  const then = loadInput(load.marketsUnderWay + added, load.marketsDone, bars);
  const rise = Math.max(0, predict(model, then) - predict(model, now));
  const expected = Math.max(predict(model, then), usedBytes / MIB + rise);
  return MIB * (expected + CAUTION * deviationAt(model, then));
}

/** What fetching takes: once, for each market, and for each market of all batches that share the way to the exchange. */
function timeInput(size: number, concurrency: number, bars: number | null): number[] {
  const barShare = (bars ?? BARS) / BARS;
  return [1, (size / MARKETS) * barShare, ((size * concurrency) / MARKETS) * barShare];
}

/** Before much is known a batch takes as long as any other, so that larger ones win. */
export const NO_TIME_MODEL: LinearModel = newModel([0, 0, 0]);

export function learnTime(
  model: LinearModel,
  { size, concurrency }: FetchedBatch,
  fetchMs: number,
  bars: number | null,
): LinearModel {
  const seconds = fetchMs / SECOND_MS;
  const known = model.samples === 0 ? newModel([seconds, 0, 0]) : model;
  return learn(known, timeInput(size, concurrency, bars), seconds);
}

/** Expected seconds until the remaining markets are fetched: as many batches in turn as it takes. */
export function secondsToGo(
  model: LinearModel,
  remaining: number,
  size: number,
  concurrency: number,
  bars: number | null,
): number {
  const turns = Math.ceil(remaining / (size * concurrency));
  // More markets never take less time: what looks like it is noise.
  const credible = { ...model, weights: model.weights.map((weight) => Math.max(0, weight)) };
  return turns * predict(credible, timeInput(Math.min(size, remaining), concurrency, bars));
}
