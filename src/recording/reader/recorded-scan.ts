import { CodecError } from '../../codec/block/codec-error.js';
import type { CandleColumns } from '../../market/candle-series.js';
import type { MarketBars, MarketDetails } from '../../market/feed.js';
import type { MarketFacts, MarketInfo } from '../../market/market.js';
import { asError, asFacts, asSomeFacts } from '../format/market-records.js';
import type { RecordedFacts } from '../format/facts-payload.js';
import type { RecordedAnswer, RecordedAnswers } from '../format/payloads.js';
import type { TickSpread } from '../format/facts-by-candles.js';
import { withCandles } from '../format/facts-by-candles.js';
import { damaged } from '../format/recording-error.js';
import type { ScanRecord } from '../format/scan-record.js';
import type { CandleLog } from './candle-log.js';

/** One market's original answer, or that the scan did not request its candles. */
export type RecordedBars = MarketBars | { readonly symbol: string; readonly wasAsked: false };

/** Figures of many markets, and when they were received, UTC ms (null = unknown). */
export interface Recorded<Answer> {
  readonly atMs: number | null;
  readonly bySymbol: ReadonlyMap<string, Answer>;
}

export interface ScanParts {
  readonly number: number;
  readonly record: ScanRecord;
  readonly markets: readonly MarketInfo[] | null;
  readonly facts: RecordedFacts | null;
  readonly bars: RecordedAnswers | null;
  readonly details: RecordedAnswers | null;
  readonly symbolOf: (id: number) => string;
  readonly log: CandleLog;
  readonly timeframeMs: number;
}

/** All inputs of one scan, exactly as received. Read-only. */
export class RecordedScan {
  readonly number: number;
  readonly record: ScanRecord;
  /** null = the scan did not get that far. */
  readonly markets: readonly MarketInfo[] | null;
  /** The tickers' facts (`record.isMetered`), or all facts; null = not requested. */
  readonly facts: Recorded<MarketFacts> | null;
  /** Books and open interest of the markets that passed the candle filters; null = not requested. */
  readonly details: Recorded<MarketDetails> | null;
  /** When the last candles arrived, UTC ms; null = unknown. */
  readonly barsAtMs: number | null;
  readonly #answers = new Map<string, { readonly all: RecordedAnswer[]; asked: number }>();
  readonly #log: CandleLog;
  /** Candles are read by facts that follow from them as well as by the scan. */
  readonly #taken = new Map<RecordedAnswer, CandleColumns | null>();

  /** @throws {CodecError} malformed parts. */
  constructor({ number, record, markets, facts, bars, details, symbolOf, log, timeframeMs }: ScanParts) {
    this.number = number;
    this.record = record;
    this.markets = markets;
    this.details = details && {
      atMs: details.atMs,
      bySymbol: new Map(details.answers.map((answer) => [symbolOf(answer.symbol), asDetails(answer)])),
    };
    this.barsAtMs = bars?.atMs ?? null;
    this.#log = log;
    for (const answer of bars?.answers ?? []) {
      const symbol = symbolOf(answer.symbol);
      const known = this.#answers.get(symbol);
      if (known === undefined) this.#answers.set(symbol, { all: [answer], asked: 0 });
      else known.all.push(answer);
    }
    this.facts = facts && { atMs: facts.atMs, bySymbol: this.#factsOf(facts, symbolOf, timeframeMs) };
  }

  /** Symbols whose candles the scan requested, in that order. */
  get askedSymbols(): string[] {
    return [...this.#answers.keys()];
  }

  /**
   * The answers for these symbols. If the scan requested a market more than once and got different answers,
   * each call returns the next answer, and then the last one repeatedly.
   * @throws {SquallError} REC_CORRUPT: candles of one of them were lost.
   */
  bars(symbols: readonly string[]): RecordedBars[] {
    return symbols.map((symbol) => {
      const known = this.#answers.get(symbol);
      if (known === undefined) return { symbol, wasAsked: false };
      const answer = known.all[Math.min(known.asked++, known.all.length - 1)];
      return this.#barsOf(symbol, answer);
    });
  }

  #factsOf(
    { symbols, records, spreads }: RecordedFacts,
    symbolOf: ScanParts['symbolOf'],
    timeframeMs: number,
  ): Map<string, MarketFacts> {
    let next = 0;
    const takeSpread = (): TickSpread => {
      if (next < spreads.length) return spreads[next++];
      throw new CodecError('Expected as many spreads as records that have one.');
    };
    return new Map(
      symbols.map((id, index) => {
        const symbol = symbolOf(id);
        const record = withCandles(records[index], () => this.#firstCandles(symbol), timeframeMs, takeSpread);
        return [symbol, asFacts(record)];
      }),
    );
  }

  /** Candles of the first answer about a market; null = it had none, or they were lost. */
  #firstCandles(symbol: string): CandleColumns | null {
    const first = this.#answers.get(symbol)?.all[0];
    return first === undefined || first.error !== null ? null : this.#take(first);
  }

  #take(answer: RecordedAnswer): CandleColumns | null {
    const known = this.#taken.get(answer);
    if (known !== undefined) return known;
    const columns = this.#log.take(answer.symbol, answer.runs);
    this.#taken.set(answer, columns);
    return columns;
  }

  #barsOf(symbol: string, answer: RecordedAnswer): MarketBars {
    const { error, facts } = answer;
    if (error !== null) return { symbol, error: asError(error) };
    const columns = this.#take(answer);
    if (columns === null) {
      throw damaged(
        `Scan ${this.number} cannot be replayed: candles of ${JSON.stringify(symbol)} are damaged.`,
      );
    }
    const candles = { symbol, ...columns };
    return facts === null ? { symbol, candles } : { symbol, candles, facts: asSomeFacts(facts) };
  }
}

function asDetails({ error, facts }: RecordedAnswer): MarketDetails {
  return error === null ? { facts: asSomeFacts(facts ?? {}) } : { error: asError(error) };
}
