import { encodeCalls } from '../../src/kernels/engine/call.js';
import type { Kernels } from '../../src/kernels/engine/kernels.js';
import {
  columnOffset,
  FIELDS,
  LANES,
  planSlab,
  regions,
  ROW_BYTES,
  type SlabLayout,
} from '../../src/kernels/engine/layout.js';
import type { BlockAddresses, RunAddresses } from '../../src/kernels/program/programs.js';
import type { PagedMemory } from '../../src/kernels/engine/webassembly.js';
import { seeded } from './helpers.js';
import type { SafetyCase } from './safety-cases.js';
import { BASE, type Span, TwinMemories } from './twin-memories.js';

const MAX_OUTPUTS = 8;
const MAX_STATE_ROWS = 6;

/** Maximum scratch, in windows: bollinger and others use 2 rows per bar of the window, the correlation 4. */
const MAX_SCRATCH_ROWS_PER_BAR = 4;

/** Numbers with special arithmetic rules. */
const SPECIALS = [NaN, Infinity, -Infinity, 1e-40, -1e-45, 0, -0, 3.4e38, -3.4e38, 1.2e-38];

export interface Call {
  readonly periods: readonly number[];
  readonly from: number;
  readonly mode: 'series' | 'latest';
}

/**
 * Calls kernels on one block in a minimal memory and compares every byte of it before and after. Each call runs twice,
 * in twin memories.
 */
export class SafetyBench {
  /** Kernel calls so far, each on one block in one memory. */
  calls = 0;
  readonly #layout: SlabLayout;
  readonly #capacity: number;
  readonly #memories: TwinMemories;
  readonly #kernels: readonly Kernels[];
  readonly #block: BlockAddresses;
  readonly #sessionIndex: number;
  #length = 0;

  /**
   * @param capacity  bars of the longest series.
   * @param maxPeriod  bars of the longest window.
   * @param kernelsOf  the kernels over a memory.
   */
  constructor(capacity: number, maxPeriod: number, kernelsOf: (memory: PagedMemory) => Kernels) {
    this.#capacity = capacity;
    this.#layout = planSlab({
      blockCount: 1,
      barCount: Math.max(1, capacity),
      benchmarkCount: 1,
      outputs: Array.from({ length: MAX_OUTPUTS }, (_, i) => `output${i}`),
      mode: 'series',
      stateRows: MAX_STATE_ROWS,
      scratchRows: MAX_SCRATCH_ROWS_PER_BAR * (maxPeriod + 1),
      callCount: 0,
    });
    this.#memories = new TwinMemories(this.#layout.lengthBytes);
    this.#kernels = this.#memories.twins.map(({ memory }) => kernelsOf(memory));
    const at = (grid: string, column = 0): number =>
      BASE + columnOffset(this.#layout[grid as 'inputs'], 0, column);
    const [close, change, upper, lower, volume] = FIELDS.map((_, column) => at('inputs', column));
    const [returns, sums, inverses] = [0, 1, 2].map((column) => at('benchmarks', column));
    this.#block = {
      ...{ starts: at('starts'), anchors: at('anchors'), close, change, upper, lower, volume },
      ...{ returns, sums, inverses, out: at('outputs'), state: at('state') },
    };
    this.#sessionIndex = at('sessions') / 4;
  }

  /** Writes new inputs of `length` bars to both memories; the bytes after them differ. */
  load(length: number, seed: number): void {
    this.#length = length;
    const random = seeded(seed);
    const specialShare = [0, 0.01, 0.3][seed % 3];
    const value = (): number =>
      random() < specialShare ? SPECIALS[Math.floor(random() * SPECIALS.length)] : random() * 2 - 0.5;
    const memories = this.#memories;
    const fill = (address: number, count: number, next: () => number): void =>
      memories.fill(address, count, next);
    // The module's constants stay; everything else must be neither read nor written.
    memories.poison([[BASE, memories.twins[0].bytes.length]]);
    const block = this.#block;
    for (const field of FIELDS) fill(block[field], length * LANES, value);
    for (const column of ['returns', 'sums', 'inverses'] as const) fill(block[column], length, value);
    fill(block.starts, LANES, () => Math.floor(random() * (length + 1)));
    fill(block.anchors, LANES, value);
    fill(this.#sessionIndex * 4, length, () => (random() < 0.02 ? 1 : 0));
    memories.keep();
  }

  /** Runs one call in both memories. @returns null, or its fault. */
  check(kernel: SafetyCase, call: Call): string | null {
    const spans = this.#writable(kernel, call);
    const told = kernel.call(this.#block, this.#addresses(call), call.periods);
    const address = BASE + columnOffset(this.#layout.calls, 0, 0);
    // The arguments of a kernel are inputs, too.
    const words = encodeCalls([kernel.isRecurrence ? { ...told, from: call.from } : told]);
    this.#memories.replace(address, words);
    for (const [twin, { bytes }] of this.#memories.twins.entries()) {
      this.#makeReadyState(bytes, kernel, call);
      this.#kernels[twin].run(address, 1);
      this.calls++;
    }
    const problem = this.#damage(spans) ?? this.#difference(kernel, call);
    this.#memories.restore(problem === null ? spans : null);
    if (problem === null) return null;
    return `${kernel.name} with ${JSON.stringify({ length: this.#length, ...call })}: ${problem}`;
  }

  /** State to continue from is an input: the same in both memories. From row 0 there is none yet. */
  #makeReadyState(bytes: Buffer, kernel: SafetyCase, { from }: Call): void {
    if (!kernel.isRecurrence || from === 0) return;
    for (let i = 0; i < kernel.stateRows * LANES; i++) {
      bytes.writeFloatLE(0.5 + i / 64, this.#block.state + 4 * i);
    }
  }

  #addresses({ from, mode }: Call): RunAddresses {
    const { outputs, sessions, scratch, levels } = this.#layout;
    const { floats } = this.#memories.twins[0];
    let sessionFrom = from;
    while (sessionFrom > 0 && floats[this.#sessionIndex + sessionFrom] !== 1) sessionFrom--;
    return {
      columnStride: outputs.columnStrideBytes,
      rowStride: mode === 'series' ? ROW_BYTES : 0,
      sessions: BASE + columnOffset(sessions, 0, 0),
      scratch: BASE + columnOffset(scratch, 0, 0),
      levels: BASE + columnOffset(levels, 0, 0),
      calls: BASE + columnOffset(this.#layout.calls, 0, 0),
      from,
      averagesFrom: 0,
      sessionFrom,
      to: this.#length,
    };
  }

  /** Spans that this call may write, ascending and disjoint. */
  #writable(kernel: SafetyCase, { periods, mode }: Call): Span[] {
    const { outputs, state, scratch, levels } = this.#layout;
    const rows = mode === 'series' ? this.#length : Math.min(1, this.#length);
    const spans: Span[] = [];
    const add = (from: number, bytes: number): void => {
      if (bytes > 0) spans.push([from, from + bytes]);
    };
    if (kernel.preparesBenchmark) {
      add(this.#block.sums, this.#length * 4);
      add(this.#block.inverses, this.#length * 4);
    }
    for (let column = 0; column < kernel.outputColumns; column++) {
      add(BASE + columnOffset(outputs, 0, column), rows * ROW_BYTES);
    }
    add(BASE + columnOffset(state, 0, 0), kernel.stateRows * ROW_BYTES);
    add(BASE + columnOffset(scratch, 0, 0), kernel.scratchRows(periods) * ROW_BYTES);
    if (kernel.usesLevels) add(BASE + columnOffset(levels, 0, 0), this.#length * ROW_BYTES);
    return spans;
  }

  #damage(spans: readonly Span[]): string | null {
    const byte = this.#memories.damage(spans);
    return byte === null ? null : `wrote to byte ${byte}, ${this.#nameOf(byte)}`;
  }

  /** The first value that depends on bytes out of bounds. */
  #difference(kernel: SafetyCase, { from, mode }: Call): string | null {
    const [first, last] = mode === 'series' ? [from, this.#length] : [0, Math.min(1, this.#length)];
    const differs = (address: number, bytes: number): boolean => this.#memories.differs(address, bytes);
    for (let column = 0; column < kernel.outputColumns; column++) {
      const address = BASE + columnOffset(this.#layout.outputs, 0, column) + first * ROW_BYTES;
      if (differs(address, (last - first) * ROW_BYTES)) {
        return `output ${column} depends on bytes that are not inputs, or was not written`;
      }
    }
    if (differs(this.#block.state, kernel.stateRows * ROW_BYTES) && this.#length > from) {
      return 'the state depends on bytes that are not inputs, or was not written';
    }
    if (kernel.preparesBenchmark) {
      for (const address of [this.#block.sums, this.#block.inverses]) {
        if (differs(address + from * 4, (this.#length - from) * 4))
          return 'the benchmark depends on bytes that are not inputs';
      }
    }
    return null;
  }

  #nameOf(byte: number): string {
    let before = 'before the first column';
    for (const { name, offsetBytes, lengthBytes } of regions(this.#layout)) {
      if (byte < BASE + offsetBytes) break;
      const behind = byte - BASE - offsetBytes - lengthBytes;
      before = behind < 0 ? `inside ${name}` : `${behind} bytes behind ${name}`;
    }
    return before;
  }

  /** Bars of the longest series. */
  get capacity(): number {
    return this.#capacity;
  }
}
