import type { OwnedMemory } from './arena.js';
import type { Engine } from './engine.js';
import { fillGuards, findDamage } from './guards.js';
import { columnOffset, placer } from './layout.js';

/**
 * Fields of the column kernels, words and then float64, in the order of their records in assembly/columns/, which
 * document them; the kernels in the order of columns.ts. A column is passed as the address of row 0.
 */
const COLUMN_FIELDS = {
  moveBytes: [['values', 'out'], []],
  moveColumns: [['values', 'stride', 'out', 'outStride', 'count'], []],
  fillBytes: [['out', 'value'], []],
  fillIntegers: [['out', 'value'], []],
  fillDoubles: [['out'], ['value']],
  packCloses: [['close', 'lane', 'prices'], []],
  packMoves: [
    ['high', 'low', 'close', 'volume', 'changeLane', 'upperLane', 'lowerLane', 'volumeLane', 'prices'],
    [],
  ],
  packContext: [['high', 'low', 'close', 'changeLane', 'upperLane', 'lowerLane', 'factor', 'prices'], []],
  unpackNumbers: [['lane', 'out'], []],
  unpackDistances: [['lane', 'out', 'prices'], []],
  unpackPrices: [['lane', 'out', 'prices'], []],
  unpackFourNumbers: [['rows', 'out0', 'out1', 'out2', 'out3'], []],
  unpackFourPrices: [
    ['rows', 'out0', 'out1', 'out2', 'out3', 'prices0', 'prices1', 'prices2', 'prices3'],
    [],
  ],
  change: [['close', 'out', 'span'], []],
  recent: [['open', 'close', 'volume', 'changes', 'ratios'], []],
  turnover: [['high', 'low', 'close', 'volume', 'out', 'window', 'length'], []],
  ratios: [['atr', 'vwap', 'close', 'ratios', 'gaps'], ['least']],
  contextRatio: [['lane', 'close', 'out', 'factor', 'prices'], []],
  breakout: [['high', 'low', 'close', 'channelHigh', 'channelLow', 'out', 'period'], ['doubt']],
  anyByte: [['values', 'out'], []],
  markDoubles: [
    ['values', 'failed', 'missing', 'failedBit', 'missingBit'],
    ['lowest', 'highest'],
  ],
  markSingles: [
    ['values', 'failed', 'missing', 'failedBit', 'missingBit'],
    ['lowest', 'highest'],
  ],
  verdicts: [['usable', 'failed', 'missing', 'passed', 'score', 'missingFails'], []],
  surgeMixture: [
    ['long', 'short', 'out'],
    ['longShare', 'shortShare'],
  ],
  distanceInAtrs: [['price', 'edge', 'atr', 'out'], ['least']],
  saturated: [
    ['values', 'out'],
    ['origin', 'half', 'most'],
  ],
  clippedLine: [
    ['values', 'out'],
    ['base', 'slope', 'most'],
  ],
  weightedMean: [['values', 'stride', 'weights', 'count', 'out'], []],
} as const;

type ColumnFields = typeof COLUMN_FIELDS;

export type ColumnKernel = keyof ColumnFields;

export const COLUMN_KERNELS = Object.keys(COLUMN_FIELDS) as readonly ColumnKernel[];

/** The arguments of a call, except its rows. */
export type ColumnCall = {
  [K in ColumnKernel]: { readonly kernel: K } & Readonly<Record<ColumnFields[K][number][number], number>>;
}[ColumnKernel];

/** Distance between the calls of a list. */
const CALL_BYTES = 64;

const NUMBERS = new Map(COLUMN_KERNELS.map((kernel, number) => [kernel, number]));

/** Writes a list of calls to an address, a multiple of 8. @param words, doubles  views of the memory */
export function writeColumnCalls(
  words: Uint32Array<ArrayBufferLike>,
  doubles: Float64Array<ArrayBufferLike>,
  address: number,
  calls: readonly ColumnCall[],
): void {
  for (const [index, call] of calls.entries()) {
    const values = call as unknown as Readonly<Record<string, number>>;
    const [wordFields, doubleFields] = COLUMN_FIELDS[call.kernel];
    let word = (address + index * CALL_BYTES) / 4;
    words.fill(0, word, word + CALL_BYTES / 4);
    words[word++] = NUMBERS.get(call.kernel) as number;
    for (const field of wordFields) words[word++] = values[field];
    let double = Math.ceil(word / 2);
    for (const field of doubleFields) doubles[double++] = values[field];
  }
}

/** Calls in the engine's memory, of which only the rows change from run to run. */
export interface WrittenCalls {
  /** Runs them in order for rows [from, to). */
  run(from: number, to: number): void;
  /** Sets the field `value` of call `index`, one that fills a column of bytes or integers. */
  setValue(index: number, value: number): void;
}

const PAGE_CALLS = 1024;

/** Stores calls in memory, so that they are written only once. */
export class ColumnCalls {
  readonly #engine: Engine;
  readonly #layout;
  readonly #pages: OwnedMemory[] = [];
  #free = 0;

  constructor(engine: Engine) {
    this.#engine = engine;
    const { place, lengthBytes } = placer();
    const calls = place('calls', 1, ['calls'], PAGE_CALLS * CALL_BYTES);
    this.#layout = { calls, lengthBytes: lengthBytes() };
  }

  /** @param calls  at most PAGE_CALLS. @throws {SquallError} MEM_PRESSURE: the memory cannot grow enough. */
  write(calls: readonly ColumnCall[]): WrittenCalls {
    if (this.#free < calls.length) this.#newPage();
    const { base } = this.#pages[this.#pages.length - 1];
    const page = base + columnOffset(this.#layout.calls, 0, 0);
    const address = page + (PAGE_CALLS - this.#free) * CALL_BYTES;
    this.#free -= calls.length;
    const { kernels } = this.#engine;
    writeColumnCalls(this.#engine.words(), this.#engine.doubles(), address, calls);
    return {
      run: (from, to) => kernels.columns(address, calls.length, from, to),
      setValue: (index, value) => {
        const [wordFields] = COLUMN_FIELDS[calls[index].kernel];
        const field = 1 + (wordFields as readonly string[]).indexOf('value');
        this.#engine.words()[(address + index * CALL_BYTES) / 4 + field] = value;
      },
    };
  }

  /** Calls that run one at a time. */
  writeEach<Name extends string>(calls: Readonly<Record<Name, ColumnCall>>): Record<Name, WrittenCalls> {
    const written = Object.entries<ColumnCall>(calls).map(([name, call]) => [name, this.write([call])]);
    return Object.fromEntries(written) as Record<Name, WrittenCalls>;
  }

  /** null, or a sentence about the first overwritten guard of the calls. */
  checkGuards(): string | null {
    const damages = this.#pages.map(({ base }) => findDamage(this.#engine.words(), this.#layout, base));
    return damages.find((damage) => damage !== null) ?? null;
  }

  /** Idempotent. */
  dispose(): void {
    for (const page of this.#pages.splice(0)) page.free();
  }

  #newPage(): void {
    const page = this.#engine.arena.allocate(this.#layout.lengthBytes, 'history');
    this.#pages.push(page);
    this.#free = PAGE_CALLS;
    fillGuards(this.#engine.words(), this.#layout, page.base);
  }
}
