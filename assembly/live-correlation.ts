import { coefficient } from './correlation';
import { add, divide, multiply, read, readShared, splat, subtract, write } from './lanes';
import { back, Bar, CHANGE, CLOSE, now, output, RETURNS, Task } from './live-task';

/** A benchmark: Σ y and 1 / sqrt(var) of its window, then, from this byte on, its returns, one float32 per row. */
const BENCHMARK_RETURNS: usize = 64;

function shared(benchmark: usize, t: i32): usize {
  return benchmark + BENCHMARK_RETURNS + ((t as usize) << 2);
}

/** Sums of the window that ends at the bar, relative to its last return; 0 if undefined. */
export function liveBenchmarkWindow(bar: Bar, task: Task, benchmark: usize): void {
  const t = bar.row;
  const period = task.period;
  const base = load<f32>(shared(benchmark, t));
  const length = period as f32;
  let sum: f32 = 0;
  let squares: f32 = 0;
  for (let i = 1; i < period; i++) {
    const y = load<f32>(shared(benchmark, t - i)) - base;
    sum += y;
    squares += y * y;
  }
  const variance = length * squares - sum * sum;
  const inverse: f32 = variance > 0 ? 1 / sqrt<f32>(variance) : 0;
  store<f32>(benchmark, inverse > 0 ? sum : 0);
  store<f32>(benchmark + 4, inverse);
}

/** Returns are kept in a column, so each is divided once; sums are relative to the last one, which is in the window. */
export function liveCorrelation<V>(bar: Bar, task: Task, block: usize): void {
  const returns = now(bar, block, RETURNS);
  const previous = add<V>(read<V>(back(now(bar, block, CLOSE), 1)), read<V>(block + 16));
  const own = divide<V>(read<V>(now(bar, block, CHANGE)), previous);
  write<V>(returns, own);
  const benchmark = load<u32>(block + 32) as usize;
  const t = bar.row;
  const period = task.period;
  const base = readShared<V>(shared(benchmark, t));
  let sum = splat<V>(0);
  let squares = sum;
  let products = sum;
  for (let i = 1; i < period; i++) {
    const x = subtract<V>(read<V>(back(returns, i)), own);
    const y = subtract<V>(readShared<V>(shared(benchmark, t - i)), base);
    sum = add<V>(sum, x);
    squares = add<V>(squares, multiply<V>(x, x));
    products = add<V>(products, multiply<V>(x, y));
  }
  const result = coefficient<V>(
    splat<V>(period as f32),
    sum,
    squares,
    products,
    readShared<V>(benchmark),
    readShared<V>(benchmark + 4),
  );
  write<V>(output(task, block, 0), result);
}
