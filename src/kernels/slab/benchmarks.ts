import { makeCall } from '../engine/call.js';
import type { Engine } from '../engine/engine.js';
import { writeReturns } from '../program/price-scale.js';
import { columnOffset, BENCHMARK_COLUMNS } from '../engine/layout.js';
import { ownWorkroom, type SlabPlan } from '../program/plan.js';
import { NO_BENCHMARK, BenchmarkNumbers } from '../program/benchmark-numbers.js';

/** The series that markets of a slab are correlated with: their returns, and the sums of each window. */
export class SlabBenchmarks {
  readonly #engine: Engine;
  readonly #plan: SlabPlan;
  readonly #base: number;
  readonly #numbers: BenchmarkNumbers;

  /** @param base  address of the slab, bytes. @param maxCount  maximum number of different benchmarks. */
  constructor(engine: Engine, plan: SlabPlan, base: number, maxCount: number) {
    this.#engine = engine;
    this.#plan = plan;
    this.#base = base;
    this.#numbers = new BenchmarkNumbers(maxCount);
  }

  /** Removes all but the one that represents none: its returns stay NaN, so the correlation is undefined. */
  reset(): void {
    this.#numbers.clear();
    this.#prepare(NO_BENCHMARK, new Float64Array(), 0, 0);
  }

  /** @param key  null for none. @throws {RangeError} an unknown benchmark. */
  numberOf(key: string | null): number {
    return this.#numbers.numberOf(key);
  }

  /** Sets bars [first, end), which end at the last row. @throws {RangeError} too many benchmarks. */
  set(key: string, close: Float64Array, first: number, end: number): void {
    const benchmark = this.#numbers.claim(key);
    this.#numbers.keep(key, benchmark);
    this.#prepare(benchmark, close, first, end);
  }

  #prepare(benchmark: number, close: Float64Array, first: number, end: number): void {
    const { tasks, layout, description } = this.#plan;
    const { barCount } = description;
    const [returns, sums, inverses] = BENCHMARK_COLUMNS.map(
      (_, column) => this.#base + columnOffset(layout.benchmarks, benchmark, column),
    );
    writeReturns(this.#engine.floats(), returns / 4, close, first, end, barCount - (end - first));
    const correlation = tasks.find((task) => task.spec.inputs.includes('benchmark'));
    if (correlation === undefined) return;
    const { scratch } = ownWorkroom(this.#plan, this.#base);
    const calls = this.#base + columnOffset(layout.calls, 0, 0);
    const period = correlation.params['period'] as number;
    const rows = { from: 0, to: barCount, scratch, period };
    const call = { kernel: 'benchmarkWindow', returns, sums, inverses, ...rows } as const;
    makeCall(this.#engine.kernels, this.#engine.words(), calls, call);
  }
}
