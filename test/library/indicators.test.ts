import { describe, expect, test } from '../support/jest.js';
import {
  CATALOGUE,
  computeIndicators,
  createSlab,
  indicators,
  loadEngine,
  wasmSha256,
} from '../../src/library/kernels.js';
import { INDICATOR_OUTPUTS } from '../../src/library/indicator-outputs.js';
import { sha256 } from '../../src/platform/node.js';
import { readWasm } from '../support/wasm-files.js';
import { wanderingColumns } from './columns.js';

const columns = wanderingColumns(400);
const reference = wanderingColumns(400).close.map((value, bar) => value * (1 + 0.01 * Math.sin(bar)));

describe('indicators', () => {
  test('know every row of the catalogue and its outputs', () => {
    expect(INDICATOR_OUTPUTS).toEqual(
      Object.fromEntries(CATALOGUE.map(({ id, outputs }) => [id, outputs.map(({ name }) => name)])),
    );
  });

  test('give every series, as long as the input, when all inputs are there', async () => {
    const all = await indicators(columns, { reference });
    expect(Object.keys(all).sort()).toEqual(Object.values(INDICATOR_OUTPUTS).flat().sort());
    for (const [name, series] of Object.entries(all)) {
      expect([name, series.length, Number.isFinite(series.at(-1))]).toEqual([name, 400, true]);
    }
  });

  test('leave out the rows whose inputs are missing', async () => {
    expect(Object.keys(await indicators({ close: columns.close }))).toEqual([
      ...['rsi', 'ema', 'sma', 'bbUpper', 'bbMiddle', 'bbLower', 'bbDeviation', 'bbWidthPct', 'bbPercentB'],
      'bbWidthPercentile',
    ]);
  });

  test.each(['simd', 'scalar', 'js'] as const)('are the same bits from the %s engine', async (engine) => {
    const [own, auto] = await Promise.all([
      indicators(columns, { reference, engine }),
      indicators(columns, { reference }),
    ]);
    expect(own).toEqual(auto);
  });

  test('are those of a slab', async () => {
    const rows = columns.close.map((close, bar) => [
      ...[columns.openTimeMs[bar], columns.open[bar], columns.high[bar], columns.low[bar], close],
      columns.volume[bar],
    ]);
    const slab = await createSlab({
      ...{ marketCount: 1, barCount: 400, timeframeMs: 300_000, mode: 'series' as const },
      indicators: [{ id: 'atr' }, { id: 'vwap' }],
    });
    slab.reset(columns.openTimeMs[399]);
    const handle = slab.addRows('X/USDT', rows, null);
    slab.run();
    const { atr, vwap } = await indicators(columns, { indicators: ['atr', 'vwap'], timeframe: '5m' });
    expect([slab.series(handle, 'atr'), slab.series(handle, 'vwap')]).toEqual([atr, vwap]);
    slab.dispose();
  });

  test('take parameters and typed arrays, and do not keep them', async () => {
    const close = Float32Array.from(columns.close);
    const { rsi } = await indicators({ close }, { indicators: ['rsi'], params: { rsi: { period: 9 } } });
    expect(rsi.findIndex((value) => !Number.isNaN(value))).toBe(9);
    const before = rsi.slice();
    close.fill(1);
    await indicators({ close }, { indicators: ['rsi'] });
    expect(rsi).toEqual(before);
  });

  test('are synchronous with a loaded engine, which keeps no memory of them', async () => {
    const engine = await loadEngine({ engine: 'scalar' });
    const first = computeIndicators(engine, columns, { indicators: ['ema'] });
    const bytes = engine.memory.buffer.byteLength;
    for (let call = 0; call < 50; call++) computeIndicators(engine, columns, { indicators: ['ema'] });
    expect(engine.memory.buffer.byteLength).toBe(bytes);
    expect(first).toEqual(await indicators(columns, { indicators: ['ema'] }));
  });

  test.each([
    [
      'a column that a row reads',
      {},
      { indicators: ['atr'] },
      'Expected `high`, which atr reads, got undefined.',
    ],
    [
      'open times for the VWAP of the day',
      columns,
      { indicators: ['vwap'], drop: 'openTimeMs' },
      '`openTimeMs`, which vwap',
    ],
    ['numbers', { close: [1, '2'] }, {}, 'Expected `close` to hold numbers, got string "2" at bar 1.'],
    ['equal lengths', { high: [1] }, {}, 'Expected `high` to be as long as `close` (400), got 1.'],
    ['a bar', { close: [] }, {}, 'Expected at least one bar'],
    ['prices above 0', { close: [1, -2] }, {}, 'Expected 0 < low'],
    [
      'times without holes',
      { close: [1, 2, 3], openTimeMs: [0, 60_000, 180_000] },
      {},
      'got 180000 at bar 2 after 60000',
    ],
    ['a row that exists', {}, { indicators: ['rsx'] }, 'got "rsx"'],
    ['a parameter in range', {}, { indicators: ['rsi'], params: { rsi: { period: 0 } } }, '`period` of rsi'],
    [
      'parameters of requested rows',
      {},
      { indicators: ['rsi'], params: { atr: { period: 9 } } },
      'got "atr"',
    ],
    [
      'a reference of the same bars',
      {},
      { indicators: ['btcCorrelation'], reference: [1] },
      '`reference` to be as long',
    ],
    ['an engine that exists', {}, { engine: 'gpu' }, 'got "gpu"'],
  ])('expect %s', async (_, given, options, message) => {
    const input: Record<string, unknown> = { close: columns.close, ...given };
    const { drop, ...rest } = options as { readonly drop?: string };
    if (drop !== undefined) delete input[drop];
    await expect(indicators(input as never, rest)).rejects.toThrow(message);
  });
});

describe('the wasm', () => {
  test('is identified by its hash', async () => {
    expect(await wasmSha256('simd')).toBe(sha256([readWasm('simd')]));
  });

  test('can be given as bytes, as a module, as a URL and as a path', async () => {
    const bytes = readWasm('scalar');
    const file = new URL('../../../squall.scalar.wasm', import.meta.url);
    const { WebAssembly } = globalThis as unknown as {
      WebAssembly: { compile(bytes: Uint8Array): Promise<object> };
    };
    const expected = await indicators(columns, { indicators: ['rsi'] });
    for (const scalar of [bytes, await WebAssembly.compile(bytes), file, file.pathname]) {
      const options = { indicators: ['rsi'], engine: 'scalar', wasm: { scalar } } as const;
      expect(await indicators(columns, options)).toEqual(expected);
    }
  });

  test('that cannot be read is an error that names it', async () => {
    const missing = loadEngine({ engine: 'simd', wasm: { simd: '/nowhere/squall.wasm' } });
    await expect(missing).rejects.toThrow('/nowhere/squall.wasm');
  });
});
