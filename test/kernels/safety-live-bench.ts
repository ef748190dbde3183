import { CATALOGUE, MAX_PERIOD } from '../../src/indicators/catalogue.js';
import type { Kernels } from '../../src/kernels/engine/kernels.js';
import { FIELDS, LANES, ROW_BYTES } from '../../src/kernels/engine/layout.js';
import { HEAD, type LiveLayout, planLive, BENCHMARK_HEAD_BYTES } from '../../src/kernels/live/layout.js';
import { type IndicatorRequest, planTasks } from '../../src/kernels/program/tasks.js';
import type { PagedMemory } from '../../src/kernels/engine/webassembly.js';
import { seeded } from './helpers.js';
import { BASE, type Span, TwinMemories } from './twin-memories.js';

const BLOCKS = 2;
const SLACK_BARS = 4;
const RETURNS = FIELDS.length;
const NOT_STARTED = 2 ** 30;

/** Numbers with special arithmetic rules. */
const SPECIALS = [NaN, Infinity, -Infinity, 1e-40, -1e-45, 0, -0, 3.4e38, -3.4e38, 1.2e-38];

/** A parameter of a catalogue row that counts bars. */
export interface BarsParameter {
  readonly id: string;
  readonly name: string;
  readonly min: number;
  readonly max: number;
}

export const LIVE_PARAMETERS: readonly BarsParameter[] = CATALOGUE.flatMap(({ id, parameters }) =>
  parameters.flatMap((parameter) =>
    'unit' in parameter && parameter.unit === 'bars'
      ? [{ id, name: parameter.name, min: parameter.min, max: MAX_PERIOD }]
      : [],
  ),
);

/** Every catalogue row, with these bars for LIVE_PARAMETERS. */
export function liveRequests(bars: readonly number[], average: 'mean' | 'median'): IndicatorRequest[] {
  return CATALOGUE.map(({ id }) => {
    const params = Object.fromEntries(
      LIVE_PARAMETERS.flatMap((parameter, i) => (parameter.id === id ? [[parameter.name, bars[i]]] : [])),
    );
    return { id, params: id === 'surgeLong' ? { ...params, average } : params };
  });
}

/** Computes single bars of two blocks in twin memories and compares every byte before and after. */
export class SafetyLiveBench {
  /** Calls so far, each for all catalogue rows in one memory. */
  calls = 0;
  readonly #memories: TwinMemories;
  readonly #kernels: readonly Kernels[];
  #layout: LiveLayout;
  #random: () => number = seeded(0);

  /** @param maxPeriod  bars of the longest window. */
  constructor(maxPeriod: number, kernelsOf: (memory: PagedMemory) => Kernels) {
    const longest = LIVE_PARAMETERS.map(({ max }) => Math.min(max, maxPeriod));
    this.#layout = this.#planned(liveRequests(longest, 'median'));
    this.#memories = new TwinMemories(this.#layout.lengthBytes);
    this.#kernels = this.#memories.twins.map(({ memory }) => kernelsOf(memory));
  }

  /**
   * Plans these indicators and fills all that their kernels may read at one row; all other bytes differ in the twins.
   */
  load(requests: readonly IndicatorRequest[], seed: number): void {
    const random = (this.#random = seeded(seed));
    const layout = (this.#layout = this.#planned(requests));
    const specialShare = [0, 0.01, 0.3][seed % 3];
    const value = (): number =>
      random() < specialShare ? SPECIALS[Math.floor(random() * SPECIALS.length)] : random() * 2 - 0.5;
    const memories = this.#memories;
    memories.poison([[BASE, memories.twins[0].bytes.length]]);
    const row = layout.lookback - 1 + Math.floor(random() * (SLACK_BARS + 1));
    const isFlipped = random() < 0.5 ? 1 : 0;
    const flag = (): number => (random() < 0.5 ? 1 : 0);
    memories.fillWords(BASE + layout.bar, [
      layout.columns,
      layout.columnStride,
      layout.states[isFlipped],
      layout.states[1 - isFlipped],
      row,
      ...[flag(), flag(), flag()],
    ]);
    memories.fillWords(BASE + layout.tasks, layout.taskWords);
    // Only the rows that any window reads.
    const oldest = row - layout.lookback + 1;
    const benchmark = BASE + layout.benchmarks;
    memories.fill(benchmark, 2, value);
    memories.fill(benchmark + BENCHMARK_HEAD_BYTES + 4 * oldest, layout.lookback, value);
    for (let block = 0; block < BLOCKS; block++) {
      const at = BASE + layout.blocks + block * layout.blockStride;
      memories.fill(at + HEAD.starts * ROW_BYTES, LANES, () =>
        random() < 0.1 ? NOT_STARTED : Math.floor(row + 1 - random() * layout.lookback * 1.5),
      );
      memories.fill(at + HEAD.anchors * ROW_BYTES, LANES, value);
      memories.fillWords(at + HEAD.benchmark * ROW_BYTES, Array<number>(LANES).fill(benchmark));
      memories.fill(at + layout.states[isFlipped], layout.stateRows * LANES, value);
      memories.fill(at + layout.sorted, layout.sortedRows * LANES, value);
      for (let column = 0; column < layout.columnCount; column++) {
        // The values kept for the bar itself are written first.
        const rows = column < RETURNS ? layout.lookback : layout.lookback - 1;
        const place = at + layout.columns + column * layout.columnStride + oldest * ROW_BYTES;
        memories.fill(place, rows * LANES, value);
      }
    }
    memories.keep();
  }

  /** Computes the bar in one of the blocks or in both. @returns null, or the fault. */
  check(): string | null {
    const { liveTasks, bar, tasks, blocks, blockStride } = this.#layout;
    const first = this.#random() < 0.5 ? 0 : 1;
    const count = Math.floor(this.#random() * (BLOCKS - first + 1));
    const spans = Array.from({ length: count }, (_, i) => this.#writable(first + i)).flat();
    for (const kernels of this.#kernels) {
      const address = BASE + blocks + first * blockStride;
      kernels.liveBar(BASE + bar, BASE + tasks, liveTasks.length, address, count, blockStride);
      this.calls++;
    }
    return this.#judge(spans) ?? this.#checkBenchmark();
  }

  #checkBenchmark(): string | null {
    const { bar, windowTask, benchmarks, benchmarkStride } = this.#layout;
    const benchmark = BASE + benchmarks;
    for (const kernels of this.#kernels) {
      kernels.liveBar(BASE + bar, BASE + windowTask, 1, benchmark, 1, benchmarkStride);
    }
    return this.#judge([[benchmark, benchmark + 8]]);
  }

  #judge(spans: readonly Span[]): string | null {
    const memories = this.#memories;
    const byte = memories.damage(spans);
    const differing = spans.find(([from, to]) => memories.differs(from, to - from));
    memories.restore(byte === null && differing === undefined ? spans : null);
    if (byte !== null) return `wrote to byte ${byte}, ${this.#nameOf(byte)}`;
    if (differing === undefined) return null;
    return `${this.#nameOf(differing[0])} depends on bytes that are not inputs, or was not written`;
  }

  /** Spans that a bar of this block may write, ascending. */
  #writable(block: number): Span[] {
    const { blocks, blockStride, outputs, outputCount, stateRows, sorted, sortedRows } = this.#layout;
    const { columns, columnStride, columnCount, bar } = this.#layout;
    const at = BASE + blocks + block * blockStride;
    const { words } = this.#memories.twins[0];
    const after = words[(BASE + bar) / 4 + 3];
    const row = words[(BASE + bar) / 4 + 4];
    const spans: Span[] = [];
    const add = (place: number, rows: number): void => {
      if (rows > 0) spans.push([at + place, at + place + rows * ROW_BYTES]);
    };
    add(outputs, outputCount);
    add(after, stateRows);
    add(sorted, sortedRows);
    for (let column = RETURNS; column < columnCount; column++) {
      add(columns + column * columnStride + row * ROW_BYTES, 1);
    }
    return spans;
  }

  #nameOf(byte: number): string {
    let name = 'before the first column';
    for (const { name: region, offsetBytes, lengthBytes } of this.#layout.regions) {
      if (byte < BASE + offsetBytes) break;
      const behind = byte - BASE - offsetBytes - lengthBytes;
      name = behind < 0 ? `inside ${region}` : `${behind} bytes behind ${region}`;
    }
    return name;
  }

  #planned(requests: readonly IndicatorRequest[]): LiveLayout {
    const tasks = planTasks(requests);
    return planLive(tasks, { blockCount: BLOCKS, benchmarkCount: 1, slackBars: SLACK_BARS });
  }
}
