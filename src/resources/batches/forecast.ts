import type { ScanLoad } from './batch-controller.js';
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

/** What is used in bytes when more is under way. */
export interface MemoryForecast {
  readonly expectedBytes: number;
  /** Two standard deviations above: what to provide for. */
  readonly mostBytes: number;
}

const CAUTION = 2;

/** When so many markets are under way as well, from what is used now: whatever else moves memory is in that already. */
export function forecastMemory(
  model: LinearModel,
  usedBytes: number,
  added: number,
  bars: number | null,
): MemoryForecast {
  const change = [0, ...loadInput(added, 0, bars).slice(1)];
  const rise = Math.max(0, predict(model, change));
  return {
    expectedBytes: usedBytes + MIB * rise,
    mostBytes: usedBytes + MIB * (rise + CAUTION * deviationAt(model, change)),
  };
}

/** Pressure from which collecting garbage takes a noticeable part of the time. */
const STRAINED_ABOVE = 0.85;

/** A choice and the pressure under which it runs. */
export interface TimedBatch {
  readonly size: number;
  readonly concurrency: number;
  readonly pressure: number;
}

/**
 * What fetching takes: once, for each market, for each market of all batches that share the way to the exchange, and
 * what strained memory adds.
 */
function timeInput({ size, concurrency, pressure }: TimedBatch, bars: number | null): number[] {
  const markets = (size / MARKETS) * ((bars ?? BARS) / BARS);
  const strain = Math.max(0, pressure - STRAINED_ABOVE) / (1 - STRAINED_ABOVE);
  return [1, markets, markets * concurrency, strain];
}

/** Before much is known a batch takes as long as any other, so that larger ones win. */
export const NO_TIME_MODEL: LinearModel = newModel([0, 0, 0, 0]);

export function learnTime(
  model: LinearModel,
  batch: TimedBatch,
  fetchMs: number,
  bars: number | null,
): LinearModel {
  const seconds = fetchMs / SECOND_MS;
  const known = model.samples === 0 ? newModel([seconds, 0, 0, 0]) : model;
  return learn(known, timeInput(batch, bars), seconds);
}

/** Expected seconds for one market when all batches are like this one. */
export function secondsPerMarket(model: LinearModel, batch: TimedBatch, bars: number | null): number {
  // More markets and more strain never take less time: what looks like it is noise.
  const credible = { ...model, weights: model.weights.map((weight) => Math.max(0, weight)) };
  return predict(credible, timeInput(batch, bars)) / (batch.size * batch.concurrency);
}
