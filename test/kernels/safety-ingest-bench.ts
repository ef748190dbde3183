import type { Engine } from '../../src/kernels/engine/engine.js';
import { FIELDS, LANES, regions } from '../../src/kernels/engine/layout.js';
import { Slab } from '../../src/kernels/slab/slab.js';
import type { CandleSeries } from '../../src/market/candle-series.js';
import { LAST_OPEN_MS, seeded, seriesOf, TIMEFRAME_MS } from './helpers.js';
import { type Span, TwinMemories } from './twin-memories.js';

/** How a market is handed over. */
export type Shape = 'float64' | 'float32' | 'rows';

export const SHAPES: readonly Shape[] = ['float64', 'float32', 'rows'];

/** One block more than markets: it must stay as it is. */
const MARKETS = 2 * LANES;

/** What taking markets in writes to, of the grids of a slab. */
const TAKEN_IN = new Set(['inputs', 'starts', 'anchors']);
const ON_THE_WAY = new Set(['staging', 'scales']);

/**
 * Takes markets into slabs in twin memories, and into one of the JavaScript kernels: outside of the blocks that get
 * them, and of where they are on the way, no byte may change; what they get is the same in all three.
 */
export class SafetyIngestBench {
  /** Markets taken in so far, in one memory each. */
  calls = 0;
  readonly #memories: TwinMemories;
  readonly #slabs: readonly [Slab, Slab];
  readonly #reference: Slab;
  readonly #referenceEngine: Engine;

  private constructor(
    memories: TwinMemories,
    engines: readonly [Engine, Engine],
    reference: Engine,
    bars: number,
  ) {
    const slabOf = (engine: Engine): Slab =>
      new Slab(engine, {
        marketCount: MARKETS,
        barCount: bars,
        timeframeMs: TIMEFRAME_MS,
        indicators: [{ id: 'ema' }],
        mode: 'latest',
        referenceCount: 0,
      });
    this.#memories = memories;
    this.#slabs = [slabOf(engines[0]), slabOf(engines[1])];
    this.#reference = slabOf(reference);
    this.#referenceEngine = reference;
  }

  /** @param bars  of the longest series. @param engineOf  the engine under test, over a memory. */
  static async create(
    bars: number,
    engineOf: (memory: TwinMemories['twins'][0]['memory']) => Promise<Engine>,
    reference: Engine,
  ): Promise<SafetyIngestBench> {
    // Generous: the inputs and outputs of all blocks, the way in, guards.
    const memories = new TwinMemories((1 << 17) + 2 * MARKETS * (bars + 64) * 4 * (FIELDS.length + 8));
    const [a, b] = await Promise.all(memories.twins.map(({ memory }) => engineOf(memory)));
    return new SafetyIngestBench(memories, [a, b], reference, bars);
  }

  /** Where the closes of the first block begin, and how far it is to the next one, in words. */
  get firstBlock(): { closes: number; blockWords: number } {
    const { plan, base } = this.#slabs[0].job;
    const { inputs } = plan.layout;
    return { closes: (base + inputs.offsetBytes) / 4, blockWords: inputs.groupStrideBytes / 4 };
  }

  /** Takes in one market for each length. @returns null, or what is wrong. */
  check(lengths: readonly number[], shape: Shape, seed: number): string | null {
    const random = seeded(seed);
    const series = lengths.map((length) => walkOf(random, length, shape));
    for (const slab of [...this.#slabs, this.#reference]) slab.reset(LAST_OPEN_MS);
    const blocks = Math.ceil(lengths.length / LANES);
    const spans = this.#spans(
      (grid, group) => (TAKEN_IN.has(grid) && group < blocks) || ON_THE_WAY.has(grid),
    );
    this.#memories.poison(this.#spans((grid) => TAKEN_IN.has(grid) || ON_THE_WAY.has(grid)));
    this.#memories.keep();
    for (const slab of [...this.#slabs, this.#reference]) {
      for (const market of series) hand(slab, market, shape);
      // Fills the empty lanes of the last block.
      void slab.job;
    }
    this.calls += 2 * lengths.length;
    const problem = this.#judge(spans, blocks);
    if (problem === null) return null;
    return `${shape} of ${lengths.join(', ')} bars: ${problem}`;
  }

  #judge(spans: readonly Span[], blocks: number): string | null {
    const byte = this.#memories.damage(spans);
    if (byte !== null) return `wrote to byte ${byte}`;
    const taken = this.#spans((grid, group) => TAKEN_IN.has(grid) && group < blocks);
    const shift = this.#reference.job.base - this.#slabs[0].job.base;
    const expected = this.#referenceEngine.floats();
    const { floats } = this.#memories.twins[0];
    for (const [from, to] of taken) {
      if (this.#memories.differs(from, to - from)) return 'a lane depends on bytes that are no candle';
      for (let i = from / 4; i < to / 4; i++) {
        if (!Object.is(floats[i], expected[i + shift / 4]))
          return `a lane holds ${floats[i]}, not ${expected[i + shift / 4]}`;
      }
    }
    return null;
  }

  /** Columns of the slab, ascending. */
  #spans(isWanted: (grid: string, group: number) => boolean): Span[] {
    const { plan, base } = this.#slabs[0].job;
    return [...regions(plan.layout)].flatMap(({ name, offsetBytes, lengthBytes }): Span[] => {
      const [, grid, group] = /^(\w+)\[(\d+)\]/.exec(name) ?? [];
      const from = base + offsetBytes;
      return isWanted(grid, Number(group)) ? [[from, from + lengthBytes]] : [];
    });
  }
}

/** Prices of any size, now and then without a move or a volume. */
function walkOf(random: () => number, length: number, shape: Shape): CandleSeries {
  const columns = {
    high: [] as number[],
    low: [] as number[],
    close: [] as number[],
    volume: [] as number[],
  };
  const round = shape === 'float32' ? Math.fround : (x: number) => x;
  let price = 10 ** (random() * 16 - 8);
  for (let t = 0; t < length; t++) {
    if (random() < 0.8) price *= 0.98 + 0.04 * random();
    const close = round(price);
    columns.close.push(close);
    columns.high.push(round(close * (1 + 0.01 * random())));
    columns.low.push(round(close * (1 - 0.01 * random())));
    columns.volume.push(random() < 0.1 ? 0 : round(random() * 1e6));
  }
  return seriesOf(columns);
}

function hand(slab: Slab, series: CandleSeries, shape: Shape): void {
  const { openTimeMs, open, high, low, close, volume } = series;
  if (shape === 'rows') {
    const rows = Array.from(close, (_, t) => [openTimeMs[t], open[t], high[t], low[t], close[t], volume[t]]);
    slab.addRows(series.symbol, rows, null);
    return;
  }
  if (shape === 'float64') {
    slab.add(series, null);
    return;
  }
  const [o, h, l, c, v] = [open, high, low, close, volume].map((column) => Float32Array.from(column));
  slab.add({ ...series, open: o, high: h, low: l, close: c, volume: v }, null);
}
