import type { Engine } from '../../src/kernels/engine/engine.js';
import { columnOffset, FIELDS, type Grid, LANES, regions } from '../../src/kernels/engine/layout.js';
import { choosePriceScale, type PriceScale } from '../../src/kernels/program/price-scale.js';
import { Slab } from '../../src/kernels/slab/slab.js';
import type { CandleSeries } from '../../src/market/candle-series.js';
import { LAST_OPEN_MS, seeded, seriesOf, TIMEFRAME_MS } from './helpers.js';
import { type Span, TwinMemories } from './twin-memories.js';

/** Input shape of a market. */
export type Shape = 'float64' | 'float32' | 'rows';

export const SHAPES: readonly Shape[] = ['float64', 'float32', 'rows'];

/** One block more than the markets need: it must stay unchanged. */
const MARKETS = 2 * LANES;

/** The grids of a slab that ingestion writes to. */
const TAKEN_IN = new Set(['inputs', 'starts', 'anchors']);
const ON_THE_WAY = new Set(['staging', 'scales']);
/** Grids with constant contents, which cannot differ between the twins. */
const TOLD = 'intake';

/**
 * Ingests markets into slabs in twin memories: outside the target blocks and the staging area no byte may change, and
 * the columns must hold what docs/kernels.md says, rounded once.
 */
export class SafetyIngestBench {
  /** Markets ingested so far, per memory. */
  calls = 0;
  readonly #memories: TwinMemories;
  readonly #slabs: readonly [Slab, Slab];
  readonly #bars: number;

  private constructor(memories: TwinMemories, engines: readonly [Engine, Engine], bars: number) {
    const slabOf = (engine: Engine): Slab =>
      new Slab(engine, {
        marketCount: MARKETS,
        barCount: bars,
        timeframeMs: TIMEFRAME_MS,
        indicators: [{ id: 'ema' }],
        mode: 'latest',
        benchmarkCount: 0,
      });
    this.#memories = memories;
    this.#slabs = [slabOf(engines[0]), slabOf(engines[1])];
    this.#bars = bars;
  }

  /** @param bars  length of the longest series. @param engineOf  the engine under test, over a memory. */
  static async create(
    bars: number,
    engineOf: (memory: TwinMemories['twins'][0]['memory']) => Promise<Engine>,
  ): Promise<SafetyIngestBench> {
    // Generous: inputs and outputs of all blocks, staging, guards.
    const memories = new TwinMemories((1 << 17) + 2 * MARKETS * (bars + 64) * 4 * (FIELDS.length + 8));
    const [a, b] = await Promise.all(memories.twins.map(({ memory }) => engineOf(memory)));
    return new SafetyIngestBench(memories, [a, b], bars);
  }

  /** Start of the first block's closes, and the distance to the next block's, in words. */
  get firstBlock(): { closes: number; blockWords: number } {
    const { plan, base } = this.#slabs[0].job;
    const { inputs } = plan.layout;
    return { closes: (base + inputs.offsetBytes) / 4, blockWords: inputs.groupStrideBytes / 4 };
  }

  /** Ingests one market per length. @returns null, or the fault. */
  check(lengths: readonly number[], shape: Shape, seed: number): string | null {
    const random = seeded(seed);
    const series = lengths.map((length) => walkOf(random, length, shape));
    for (const slab of this.#slabs) slab.reset(LAST_OPEN_MS);
    const blocks = Math.ceil(lengths.length / LANES);
    const spans = this.#spans(
      (grid, group) => (TAKEN_IN.has(grid) && group < blocks) || ON_THE_WAY.has(grid) || grid === TOLD,
    );
    this.#memories.poison(this.#spans((grid) => TAKEN_IN.has(grid) || ON_THE_WAY.has(grid)));
    this.#memories.keep();
    for (const slab of this.#slabs) {
      for (const market of series) hand(slab, market, shape);
      // Fills the empty lanes of the last block.
      void slab.job;
    }
    this.calls += 2 * lengths.length;
    const problem = this.#judge(spans, blocks, series);
    if (problem === null) return null;
    return `${shape} of ${lengths.join(', ')} bars: ${problem}`;
  }

  #judge(spans: readonly Span[], blocks: number, series: readonly CandleSeries[]): string | null {
    const byte = this.#memories.damage(spans);
    if (byte !== null) return `wrote to byte ${byte}`;
    const taken = this.#spans((grid, group) => TAKEN_IN.has(grid) && group < blocks);
    for (const [from, to] of taken) {
      if (this.#memories.differs(from, to - from)) return 'a lane depends on bytes that are not candles';
    }
    for (let place = 0; place < blocks * LANES; place++) {
      const problem = this.#judgeLane(place, laneOf(series[place], this.#bars));
      if (problem !== null) return problem;
    }
    return null;
  }

  #judgeLane(place: number, { start, anchor, columns }: Lane): string | null {
    const { plan, base } = this.#slabs[0].job;
    const { starts, anchors, inputs } = plan.layout;
    const { floats } = this.#memories.twins[0];
    const [block, lane] = [Math.floor(place / LANES), place % LANES];
    const at = (grid: Grid, column: number): number => (base + columnOffset(grid, block, column)) / 4 + lane;
    const wrong = (actual: number, expected: number): string | null =>
      Object.is(actual, expected) ? null : `a lane holds ${actual}, not ${expected}`;
    const problem = wrong(floats[at(starts, 0)], start) ?? wrong(floats[at(anchors, 0)], Math.fround(anchor));
    if (problem !== null) return problem;
    for (const [column, values] of columns.entries()) {
      const first = at(inputs, column);
      const row = values.findIndex((value, t) => !Object.is(floats[first + t * LANES], value));
      if (row >= 0) return wrong(floats[first + row * LANES], values[row]);
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

/** The contents of a lane: its first row, its anchor, and one column per field of FIELDS. */
interface Lane {
  readonly start: number;
  readonly anchor: number;
  readonly columns: readonly Float32Array[];
}

/** The contents by definition, in float64; undefined for a lane without a market. */
function laneOf(series: CandleSeries | undefined, bars: number): Lane {
  if (series === undefined) {
    return { start: 0, anchor: 1, columns: FIELDS.map(() => new Float32Array(bars)) };
  }
  const { high, low, close, volume } = series;
  const start = bars - close.length;
  const { scale, anchor } =
    close.length === 0
      ? { scale: 1, anchor: 1 }
      : (choosePriceScale(Math.min(...low), Math.max(...high)) as PriceScale);
  const column = (value: (i: number) => number): Float32Array =>
    Float32Array.from({ length: bars }, (_, t) => (t < start ? NaN : value(t - start)));
  return {
    start,
    anchor,
    columns: [
      column((i) => close[i] / scale - anchor),
      column((i) => (i === 0 ? NaN : (close[i] - close[i - 1]) / scale)),
      column((i) => (high[i] - close[i]) / scale),
      column((i) => (low[i] - close[i]) / scale),
      column((i) => volume[i]),
    ],
  };
}

/** Prices of any magnitude, some bars without a move or volume. */
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
