import type { Cost, LimitRule, Verdict } from '../referee.js';
import type { EmulatedAnswer, Endpoint } from '../types.js';
import type { ListedMarket, TradedType, World } from '../world.js';

export type Query = ReadonlyMap<string, string>;

/** A request that a dialect has parsed. */
export interface Route {
  readonly endpoint: Endpoint;
  /** The one market it is about; null if it is about all. */
  readonly market: ListedMarket | null;
  readonly costs: readonly Cost[];
  answer(): EmulatedAnswer;
}

export type Refusal = Exclude<Verdict, { kind: 'pass' }>;

/** The API of one exchange: paths, rows, envelopes, errors, budgets. */
export interface Dialect {
  readonly id: string;
  readonly types: readonly TradedType[];
  readonly limits: readonly LimitRule[];
  route(path: string, query: Query, world: World): Route;
  /** Headers of every answer that report how much of the budget is used. */
  usageHeaders(usage: ReadonlyMap<string, number>, nowMs: number): Record<string, string>;
  refuse(refusal: Refusal, nowMs: number): EmulatedAnswer;
}

export function answerOf(
  body: unknown,
  { status = 200, headers = {}, candles = null }: Partial<Omit<EmulatedAnswer, 'body'>> = {},
): EmulatedAnswer {
  return { status, headers, body, candles };
}

/** Thrown when parsing a request; contains the dialect's own error. */
export class Refused extends Error {
  constructor(readonly answer: EmulatedAnswer) {
    super('refused');
  }
}

/** Milliseconds of an interval; null if the simulated market has no such candles. */
export type Intervals = Readonly<Record<string, number>>;

/** 2500 ms from now → 3: Retry-After in whole seconds, never 0. */
export function secondsUntil(untilMs: number, nowMs: number): string {
  return String(Math.max(1, Math.ceil((untilMs - nowMs) / 1000)));
}
