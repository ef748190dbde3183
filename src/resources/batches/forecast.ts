import type { ScanLoad } from './batch-controller.js';
import type { LinearModel } from './least-squares.js';
import { deviationAt, learn, newModel, predict } from './least-squares.js';

/** Inputs of both models are of the order of 1. */
const MARKETS = 100;
const BARS = 1000;
const MIB = 2 ** 20;
const SECOND_MS = 1000;

/** Inputs of the memory model: markets in flight and done, each with its bars; and a constant. */
function loadInput(marketsUnderWay: number, marketsDone: number, bars: number | null): number[] {
  const barShare = (bars ?? BARS) / BARS;
  return [1, (marketsUnderWay / MARKETS) * barShare, (marketsDone / MARKETS) * barShare];
}

/** Used memory in MiB as a function of a scan's contents. */
export const NO_MEMORY_MODEL: LinearModel = newModel([0, 0, 0]);

export function learnMemory(
  model: LinearModel,
  { marketsUnderWay, marketsDone }: ScanLoad,
  usedBytes: number,
  bars: number | null,
): LinearModel {
  return learn(model, loadInput(marketsUnderWay, marketsDone, bars), usedBytes / MIB);
}

/** Used bytes with more markets in flight. */
export interface MemoryForecast {
  readonly expectedBytes: number;
  /** Two standard deviations above: what to provide for. */
  readonly mostBytes: number;
}

const CAUTION = 2;

/**
 * With this many more markets in flight, based on current use: it already includes everything else that moves
 * memory.
 */
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

/** Pressure from which garbage collection takes a noticeable part of the time. */
const STRAINED_ABOVE = 0.85;

/** A choice and the pressure under which it runs. */
export interface TimedBatch {
  readonly size: number;
  readonly concurrency: number;
  readonly pressure: number;
}

/**
 * Terms of fetch time: constant, per market, per market of all concurrent batches, and the effect of strained
 * memory.
 */
function timeInput({ size, concurrency, pressure }: TimedBatch, bars: number | null): number[] {
  const markets = (size / MARKETS) * ((bars ?? BARS) / BARS);
  const strain = Math.max(0, pressure - STRAINED_ABOVE) / (1 - STRAINED_ABOVE);
  return [1, markets, markets * concurrency, strain];
}

/** Until more is known, every batch is expected to take equally long, so larger ones win. */
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

/** Expected seconds per market when all batches are like this one. */
export function secondsPerMarket(model: LinearModel, batch: TimedBatch, bars: number | null): number {
  // More markets and more strain never take less time: a fit that says so is noise.
  const credible = { ...model, weights: model.weights.map((weight) => Math.max(0, weight)) };
  return predict(credible, timeInput(batch, bars)) / (batch.size * batch.concurrency);
}
