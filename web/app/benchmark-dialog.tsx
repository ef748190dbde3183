import { signal } from '@preact/signals';
import type { BenchmarkResult } from '../engine/protocol.js';
import { Dialog } from './dialog.js';
import { engine } from './engine.js';
import { fixedText } from './text.js';

export const isBenchmarkOpen = signal(false);
const result = signal<BenchmarkResult | null>(null);
const failure = signal<string | null>(null);
const isRunning = signal(false);

async function run(): Promise<void> {
  isRunning.value = true;
  failure.value = null;
  try {
    result.value = await engine.call('benchmark');
  } catch (error) {
    failure.value = (error as Error).message;
  } finally {
    isRunning.value = false;
  }
}

/** simd, scalar and js over the same bars, in this browser. */
export function BenchmarkDialog() {
  return (
    <Dialog title="Benchmark" isOpen={isBenchmarkOpen}>
      <p class="muted">
        Every indicator of the catalogue over the same simulated bars, in this browser, one thread.
      </p>
      {failure.value !== null && <p class="notice bad">{failure.value}</p>}
      {result.value !== null && <Table result={result.value} />}
      <button type="button" class="text-button strong" disabled={isRunning.value} onClick={() => void run()}>
        {isRunning.value ? 'Measuring …' : result.value === null ? 'Measure' : 'Measure again'}
      </button>
    </Dialog>
  );
}

function Table({ result }: { readonly result: BenchmarkResult }) {
  return (
    <table class="facts benchmark">
      <caption>
        {result.markets} markets × {result.bars} bars, median of {result.rounds} rounds
      </caption>
      <thead>
        <tr>
          <th scope="col">Engine</th>
          <th scope="col">One pass, ms</th>
          <th scope="col">ns per candle</th>
          <th scope="col">Faster than js</th>
          <th scope="col">Same bits</th>
        </tr>
      </thead>
      <tbody>
        {result.rows.map(({ engine: name, passMs, nsPerCandle, timesFaster, isIdentical }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{fixedText(passMs, 2)}</td>
            <td>{fixedText(nsPerCandle, 1)}</td>
            <td>{fixedText(timesFaster, 1)}×</td>
            <td class={isIdentical ? 'up' : 'down'}>{isIdentical ? 'yes' : 'no'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
