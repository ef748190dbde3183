import type { Inflate } from '../../codec/block/compression.js';
import type { MarketInfo } from '../../market/market.js';
import type { Sha256 } from '../../util/sha256.js';
import type { Frame } from '../format/frame.js';
import { KIND, MAGIC } from '../format/frame.js';
import { asMarket } from '../format/market-records.js';
import type { RecordedAnswers } from '../format/payloads.js';
import { readAnswers, readCandles, readFacts, readJson, readMarkets } from '../format/payloads.js';
import { damaged } from '../format/recording-error.js';
import type { RecordingHeader } from '../format/recording-header.js';
import type { ScanInputs, ScanRecord } from '../format/scan-record.js';
import { isScanRecord } from '../format/scan-record.js';
import type { Seal } from '../format/seal.js';
import { isSeal } from '../format/seal.js';
import { CandleLog } from './candle-log.js';
import type { Resume, TornPart } from './committed-frames.js';
import { CommittedFrames } from './committed-frames.js';
import type { Damage } from './damage.js';
import { GrowingBytes } from './growing-bytes.js';
import type { OpenedHeader } from './open-header.js';
import { openHeader, payloadIn, startsWithMagic } from './open-header.js';
import { RecordedScan } from './recorded-scan.js';

/** What a reader needs from its surroundings. */
export interface ReaderTools {
  readonly inflate: Inflate;
  /** Checks the chain while reading; null = only checksums are compared, which is quicker where there is no native hash. */
  readonly sha256: Sha256 | null;
}

/** A scan in the list of a recording. */
export interface ScanEntry {
  /** Counts all scans that were recorded, from 0; one that is lost leaves a hole. */
  readonly number: number;
  readonly record: ScanRecord;
  /** Behind its last byte: a file cut here has it whole. */
  readonly end: number;
}

/** A recording that is open. Grows with its file when `append` is called. */
export class Recording {
  readonly header: RecordingHeader;
  readonly #tools: ReaderTools;
  readonly #file: GrowingBytes;
  readonly #committed: CommittedFrames;
  readonly #says: 'sealed' | 'growing';
  readonly #damage: Damage[] = [];
  readonly #scans: ScanEntry[] = [];
  readonly #symbols = new Map<number, string>();
  /** The last frame of each kind and id: what was written again after a tear counts. */
  readonly #frames = new Map<string, Frame>();
  readonly #log = new CandleLog();
  #loadedFrames = 0;
  #loading = Promise.resolve();
  #seal: Seal | null = null;
  #knownMarkets: { readonly id: number; readonly markets: readonly MarketInfo[] } | null = null;

  private constructor(bytes: Uint8Array, start: OpenedHeader, tools: ReaderTools) {
    this.header = start.header;
    this.#says = start.isSealed ? 'sealed' : 'growing';
    this.#tools = tools;
    this.#file = new GrowingBytes(bytes);
    this.#committed = new CommittedFrames(tools.sha256);
  }

  /**
   * Opens the bytes of a recording, which are kept and not copied.
   * @throws {SquallError} REC_CORRUPT, exit 22: no recording, of a later version, or without a readable header.
   */
  static async open(bytes: Uint8Array, tools: ReaderTools): Promise<Recording> {
    const recording = new Recording(bytes, await openHeader(bytes, tools), tools);
    if (!startsWithMagic(bytes)) {
      recording.#damage.push({ offset: 0, end: MAGIC.length, what: 'this is not how a recording starts' });
    }
    await recording.append(new Uint8Array(0));
    return recording;
  }

  /** The scans that are there, oldest first. */
  get scans(): readonly ScanEntry[] {
    return this.#scans;
  }

  /** Everything that is not as it was written, by place; grows when candles are read for the first time. */
  get damage(): readonly Damage[] {
    const missing = this.#missingEnd();
    const all = [...this.#damage, ...this.#committed.damage, ...(missing ? [missing] : [])];
    return all.sort((a, b) => a.offset - b.offset);
  }

  /** Parts that an earlier writer left unfinished, and that are no part of the recording: nothing is wrong with them. */
  get torn(): readonly TornPart[] {
    return this.#committed.torn;
  }

  /** Bytes at the end that are not a whole scan (yet); null = none. */
  get tail(): { readonly offset: number; readonly bytes: number } | null {
    const offset = this.#committed.end;
    const bytes = this.byteLength - offset;
    return bytes > 0 ? { offset, bytes } : null;
  }

  /** What the seal says; null = the recording may still grow. */
  get seal(): Seal | null {
    return this.#seal;
  }

  get byteLength(): number {
    return this.#file.bytes.length;
  }

  /** The frames that count, in their order. */
  get frames(): readonly Frame[] {
    return this.#committed.frames;
  }

  /** Chain of the last frame; null = unknown. */
  get chain(): Uint8Array | null {
    return this.#committed.chain;
  }

  /** Symbols by their numbers. */
  get symbols(): ReadonlyMap<number, string> {
    return this.#symbols;
  }

  /** Takes what has been added to the file. @returns the scans that came with it. */
  async append(bytes: Uint8Array): Promise<readonly ScanEntry[]> {
    this.#file.append(bytes);
    const before = this.#scans.length;
    const frames = await this.#committed.take(this.#file.bytes, (frame) => this.#read(frame, isResume));
    for (const frame of frames) await this.#takeFrame(frame);
    return this.#scans.slice(before);
  }

  /**
   * What the scan at a place of `scans` was told.
   * @throws {SquallError} REC_CORRUPT, exit 22: a part of it was lost; the message says which.
   */
  async scanAt(index: number): Promise<RecordedScan> {
    const { number, record } = this.#entryAt(index);
    const { inputs } = record;
    const log = await this.loadCandles();
    const bars = await this.answersAt(index);
    return this.#saying(number, async () => {
      const facts = await this.#part('facts', inputs.facts);
      const details = await this.#part('details', inputs.details);
      return new RecordedScan({
        number,
        record,
        log,
        markets: inputs.markets === null ? null : await this.#marketsOf(inputs.markets),
        facts: facts && readFacts(facts),
        bars,
        details: details && readAnswers(details),
        symbolOf: (id) => this.#symbolOf(id),
      });
    });
  }

  /** The answers about candles in a scan as they are kept; null = it did not ask. @throws as `scanAt` */
  async answersAt(index: number): Promise<RecordedAnswers | null> {
    const { number, record } = this.#entryAt(index);
    return this.#saying(number, async () => {
      const bars = await this.#part('bars', record.inputs.bars);
      return bars && readAnswers(bars);
    });
  }

  /** Decodes the candles that have not been yet; those that cannot be are in `damage` from then on. */
  async loadCandles(): Promise<CandleLog> {
    // One after the other: two callers at once would each add the same rows.
    this.#loading = this.#loading.then(() => this.#loadNewCandles());
    await this.#loading;
    return this.#log;
  }

  async #loadNewCandles(): Promise<void> {
    for (; this.#loadedFrames < this.frames.length; this.#loadedFrames++) {
      const frame = this.frames[this.#loadedFrames];
      if (frame.kind !== KIND.candles || this.#frames.get(keyOf(frame.kind, frame.id)) !== frame) continue;
      try {
        const isNew = readCandles(await this.payloadOf(frame)).map((rows) => this.#log.append(rows));
        if (isNew.includes(false)) this.#report(frame, 'this frame has candles that others have already');
      } catch (error) {
        this.#report(frame, (error as Error).message);
      }
    }
  }

  /** The payload of a frame, decompressed. @throws what the decompressor throws. */
  async payloadOf(frame: Frame): Promise<Uint8Array> {
    return payloadIn(this.#file.bytes, frame, this.#tools);
  }

  /** The payload that scans name by this id. @throws where it was lost, or as `payloadOf`. */
  async inputPayload(name: keyof ScanInputs, id: number): Promise<Uint8Array> {
    const frame = this.#frames.get(keyOf(KIND[name], id));
    if (frame === undefined) throw new Error(`its ${name} are in a damaged part`);
    return this.payloadOf(frame);
  }

  /** The payload of a frame as it is kept. */
  storedBytes({ payloadOffset, end }: Frame): Uint8Array {
    return this.#file.bytes.subarray(payloadOffset, end);
  }

  async #takeFrame(frame: Frame): Promise<void> {
    this.#frames.set(keyOf(frame.kind, frame.id), frame);
    if (frame.kind === KIND.scan) await this.#takeScan(frame);
    else if (frame.kind === KIND.symbols) await this.#takeSymbols(frame);
    else if (frame.kind === KIND.seal) this.#seal = await this.#read(frame, isSeal);
  }

  async #takeScan(frame: Frame): Promise<void> {
    const record = await this.#read(frame, isScanRecord);
    const expected = (this.#scans.at(-1)?.number ?? -1) + 1;
    if (frame.id < expected) this.#report(frame, `this is scan ${frame.id} once more`);
    if (record === null || frame.id < expected) return;
    if (frame.id > expected) {
      const lost =
        expected + 1 === frame.id ? `scan ${expected} is` : `scans ${expected}…${frame.id - 1} are`;
      this.#report(frame, `${lost} missing before this one`);
    }
    this.#scans.push({ number: frame.id, record, end: frame.end });
  }

  async #takeSymbols(frame: Frame): Promise<void> {
    const symbols = await this.#read(frame, isSymbols);
    for (const [index, symbol] of (symbols ?? []).entries()) this.#symbols.set(frame.id + index, symbol);
  }

  /** The JSON of a frame; null and a report where it is not what it should be. */
  async #read<Content>(frame: Frame, is: (value: unknown) => value is Content): Promise<Content | null> {
    try {
      const content = readJson(await this.payloadOf(frame));
      if (is(content)) return content;
      this.#report(frame, 'the content of this frame is not what it should be');
    } catch (error) {
      this.#report(frame, (error as Error).message);
    }
    return null;
  }

  #report({ offset, end }: Frame, what: string): void {
    this.#damage.push({ offset, end, what });
  }

  #entryAt(index: number): ScanEntry {
    const entry = this.#scans[index] as ScanEntry | undefined;
    if (entry !== undefined) return entry;
    throw new RangeError(`Expected a scan below ${this.#scans.length}, got ${index}.`);
  }

  async #part(name: keyof ScanInputs, id: number | null): Promise<Uint8Array | null> {
    return id === null ? null : this.inputPayload(name, id);
  }

  async #marketsOf(id: number): Promise<readonly MarketInfo[]> {
    if (this.#knownMarkets?.id === id) return this.#knownMarkets.markets;
    const markets = readMarkets(await this.inputPayload('markets', id)).map(asMarket);
    this.#knownMarkets = { id, markets };
    return markets;
  }

  #symbolOf(id: number): string {
    const symbol = this.#symbols.get(id);
    if (symbol === undefined) throw new Error(`the name of market ${id} is in a damaged part`);
    return symbol;
  }

  async #saying<Result>(scan: number, work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      throw damaged(`Scan ${scan} cannot be replayed: ${(error as Error).message.replace(/\.$/, '')}.`);
    }
  }

  #missingEnd(): Damage | null {
    if (this.#says === 'growing' || this.frames.at(-1)?.kind === KIND.seal) return null;
    const offset = this.#committed.end;
    return { offset, end: this.byteLength, what: 'the recording was sealed, but its end is missing' };
  }
}

function keyOf(kind: number, id: number): string {
  return `${kind} ${id}`;
}

function isSymbols(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((symbol) => typeof symbol === 'string');
}

function isResume(value: unknown): value is Resume {
  const { from, sha256 } = (value ?? {}) as Record<keyof Resume, unknown>;
  return Number.isSafeInteger(from) && typeof sha256 === 'string';
}
