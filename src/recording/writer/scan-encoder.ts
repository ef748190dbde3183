import type { PlainRecord } from '../../codec/block/record-table.js';
import type { MarketBars, MarketDetails } from '../../market/feed.js';
import type { CandleColumns } from '../../market/candle-series.js';
import type { MarketFacts, MarketInfo } from '../../market/market.js';
import { withoutCandles } from '../format/facts-by-candles.js';
import { factsPayload } from '../format/facts-payload.js';
import type { FrameKind } from '../format/frame.js';
import { KIND } from '../format/frame.js';
import type { NewRows, RecordedAnswer } from '../format/payloads.js';
import { answersPayload, candlesPayload, jsonPayload, marketsPayload } from '../format/payloads.js';
import type { ScanInputs, ScanOutcome, ScanRecord } from '../format/scan-record.js';
import { NO_INPUTS } from '../format/scan-record.js';
import type { Recorded } from '../reader/recorded-scan.js';
import type { Recording } from '../reader/recording.js';
import { chunksOf } from './candle-chunks.js';
import type { KnownRows } from './row-diff.js';
import { diffRows, keepRows, NO_ROWS, numbersOf } from './row-diff.js';

/** A scan and all its inputs. */
export interface ScanToRecord {
  readonly outcome: ScanOutcome;
  /** Whether requests to the source were counted: then tickers came before candles, and details after. */
  readonly isMetered: boolean;
  /** null = the scan did not get that far; likewise for the others. */
  readonly markets: readonly MarketInfo[] | null;
  /** The tickers' facts, or all. */
  readonly facts: Recorded<MarketFacts> | null;
  /** In order of arrival; a market requested twice may be there twice. */
  readonly bars: { readonly atMs: number | null; readonly answers: readonly MarketBars[] } | null;
  readonly details: Recorded<MarketDetails> | null;
  /** Open times, UTC ms, of bars in which the whole source was away. @default the source did not know */
  readonly outages?: readonly number[];
}

/** A frame that has not been compressed. */
export interface Payload {
  readonly kind: FrameKind;
  readonly id: number;
  readonly bytes: Uint8Array;
}

/** The encoder's knowledge of what is recorded. */
interface State {
  readonly symbols: Map<string, number>;
  readonly rows: Map<number, KnownRows>;
  readonly nextId: Map<FrameKind, number>;
  /** The last frame of each kind of input: a repeated input is not stored twice. */
  readonly last: Map<FrameKind, { readonly id: number; readonly bytes: Uint8Array }>;
}

/** Turns scans into frames, each bar once. Nothing counts as recorded before `commit`. */
export class ScanEncoder {
  readonly #timeframeMs: number;
  #state: State = { symbols: new Map(), rows: new Map(), nextId: new Map(), last: new Map() };

  constructor(timeframeMs: number) {
    this.#timeframeMs = timeframeMs;
  }

  /** Continues where a recording ends. */
  static async resume(recording: Recording): Promise<ScanEncoder> {
    const encoder = new ScanEncoder(recording.header.timeframeMs);
    encoder.#state = await stateOf(recording);
    return encoder;
  }

  /**
   * The frames of a scan, its own last. @returns them, and a function to call once they are safely written.
   */
  encode(scan: ScanToRecord): { payloads: Payload[]; commit: () => void } {
    const draft = new ScanDraft(this.#state, this.#timeframeMs);
    const payloads = draft.encode(scan);
    return { payloads, commit: () => (this.#state = draft.state) };
  }
}

/** One scan being turned into frames, over a copy of the state. */
class ScanDraft {
  readonly state: State;
  readonly #timeframeMs: number;
  readonly #newSymbols: string[] = [];
  readonly #firstNewSymbol: number;
  readonly #added: NewRows[] = [];

  constructor({ symbols, rows, nextId, last }: State, timeframeMs: number) {
    this.state = {
      symbols: new Map(symbols),
      rows: new Map(rows),
      nextId: new Map(nextId),
      last: new Map(last),
    };
    this.#timeframeMs = timeframeMs;
    this.#firstNewSymbol = nextId.get(KIND.symbols) ?? 0;
  }

  encode({ outcome, isMetered, markets, facts, bars, details, outages }: ScanToRecord): Payload[] {
    const parts: Payload[] = [];
    const part = (kind: FrameKind, bytes: Uint8Array): number => {
      const last = this.state.last.get(kind);
      if (last !== undefined && areEqual(last.bytes, bytes)) return last.id;
      // A copy: writers hand out views of larger buffers.
      const payload = { kind, id: this.#takeId(kind), bytes: bytes.slice() };
      parts.push(payload);
      this.state.last.set(kind, payload);
      return payload.id;
    };
    const inputs: ScanInputs = {
      markets: markets && part(KIND.markets, marketsPayload(markets.map(plain))),
      facts: facts && part(KIND.facts, this.#factsPayload(facts, bars)),
      bars: bars && part(KIND.bars, this.#barsPayload(bars)),
      details: details && part(KIND.details, this.#detailsPayload(details)),
    };
    const candles = chunksOf(this.#added).map((chunk): Payload => {
      const bytes = candlesPayload(chunk, this.#timeframeMs).slice();
      return { kind: KIND.candles, id: this.#takeId(KIND.candles), bytes };
    });
    const away = outages === undefined ? {} : { outages };
    const record: ScanRecord = { ...outcome, isMetered, ...away, inputs };
    const scan: Payload = {
      kind: KIND.scan,
      id: this.#takeId(KIND.scan),
      bytes: jsonPayload(record).slice(),
    };
    return [...this.#symbolsPayload(), ...candles, ...parts, scan];
  }

  #takeId(kind: FrameKind): number {
    const id = this.state.nextId.get(kind) ?? 0;
    this.state.nextId.set(kind, id + 1);
    return id;
  }

  #symbolsPayload(): Payload[] {
    if (this.#newSymbols.length === 0) return [];
    const id = this.#firstNewSymbol;
    return [{ kind: KIND.symbols, id, bytes: jsonPayload(this.#newSymbols).slice() }];
  }

  #symbolId(symbol: string): number {
    const known = this.state.symbols.get(symbol);
    if (known !== undefined) return known;
    const id = this.#takeId(KIND.symbols);
    this.state.symbols.set(symbol, id);
    this.#newSymbols.push(symbol);
    return id;
  }

  #factsPayload({ atMs, bySymbol }: Recorded<MarketFacts>, bars: ScanToRecord['bars']): Uint8Array {
    const first = new Map<string, MarketBars>();
    for (const answer of bars?.answers ?? []) if (!first.has(answer.symbol)) first.set(answer.symbol, answer);
    const kept = [...bySymbol].map(([symbol, facts]) =>
      withoutCandles(plain(facts), candlesIn(first.get(symbol)), this.#timeframeMs),
    );
    return factsPayload({
      atMs,
      symbols: [...bySymbol.keys()].map((symbol) => this.#symbolId(symbol)),
      records: kept.map(({ record }) => record),
      spreads: kept.flatMap(({ spread }) => spread ?? []),
    });
  }

  #barsPayload({ atMs, answers }: NonNullable<ScanToRecord['bars']>): Uint8Array {
    const last = new Map<number, string>();
    const recorded = answers.map((answer) => this.#answerOf(answer));
    return answersPayload({
      atMs,
      answers: recorded.filter((answer) => {
        const text = JSON.stringify(answer);
        if (last.get(answer.symbol) === text) return false;
        last.set(answer.symbol, text);
        return true;
      }),
    });
  }

  #answerOf(answer: MarketBars): RecordedAnswer {
    const symbol = this.#symbolId(answer.symbol);
    if ('error' in answer) return { symbol, runs: [], error: plain(answer.error), facts: null };
    const before = this.state.rows.get(symbol) ?? NO_ROWS;
    const { runs, added, known } = diffRows(before, answer.candles);
    if (added !== null) this.#added.push({ symbol, firstRow: before.count, rows: added });
    this.state.rows.set(symbol, known);
    return { symbol, runs, error: null, facts: answer.facts === undefined ? null : plain(answer.facts) };
  }

  #detailsPayload({ atMs, bySymbol }: Recorded<MarketDetails>): Uint8Array {
    return answersPayload({
      atMs,
      answers: [...bySymbol].map(([symbol, found]) => ({
        symbol: this.#symbolId(symbol),
        runs: [],
        error: 'error' in found ? plain(found.error) : null,
        facts: 'facts' in found ? plain(found.facts) : null,
      })),
    });
  }
}

function candlesIn(answer: MarketBars | undefined): CandleColumns | null {
  return answer === undefined || 'error' in answer ? null : answer.candles;
}

function areEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}

function plain(record: object): PlainRecord {
  return record as PlainRecord;
}

/**
 * What a writer must know of a recording to resume it; only for an undamaged one, so that every number is
 * known.
 */
async function stateOf(recording: Recording): Promise<State> {
  const nextId = new Map<FrameKind, number>();
  for (const { kind, id } of recording.frames.all) nextId.set(kind as FrameKind, id + 1);
  const symbols = new Map([...recording.symbols].map(([id, symbol]) => [symbol, id]));
  nextId.set(KIND.symbols, symbols.size);
  return { symbols, nextId, rows: await lastRowsOf(recording), last: await lastPartsOf(recording) };
}

/** The last frame of each kind of input. */
async function lastPartsOf(recording: Recording): Promise<State['last']> {
  const last: State['last'] = new Map();
  for (const name of Object.keys(NO_INPUTS) as (keyof ScanInputs)[]) {
    const id = recording.scans.findLast(({ record }) => record.inputs[name] !== null)?.record.inputs[name];
    if (id === undefined || id === null) continue;
    last.set(KIND[name], { id, bytes: await recording.frames.inputPayload(name, id) });
  }
  return last;
}

/** The last answer with candles of every market. */
async function lastRowsOf(recording: Recording): Promise<Map<number, KnownRows>> {
  const log = await recording.loadCandles();
  const rows = new Map<number, KnownRows>();
  for (let index = recording.scans.length - 1; index >= 0 && rows.size < log.markets; index--) {
    const { answers } = (await recording.answersAt(index)) ?? { answers: [] };
    for (const { symbol, runs } of answers.toReversed()) {
      const columns = rows.has(symbol) || runs.length === 0 ? null : log.take(symbol, runs);
      if (columns !== null) rows.set(symbol, keepRows(log.endOf(symbol), columns, numbersOf(runs)));
    }
  }
  return rows;
}
