import { describe, expect, test } from '../support/jest.js';
import { createEngine, createMemory, selectEngineName } from '../../src/kernels/engine/engine.js';
import { keepWeight } from '../../src/kernels/program/program-weights.js';
import { PlainMemory } from '../../src/kernels/engine/webassembly.js';
import { randomMarket, readWasm, scan, seeded, seriesOf } from './helpers.js';

describe('engines', () => {
  test('are chosen by what the host supports, unless one is requested', () => {
    expect(selectEngineName('auto')).toBe('simd');
    expect(selectEngineName('js')).toBe('js');
  });

  test('need their module, except for JavaScript', async () => {
    await expect(createEngine('simd', null)).rejects.toThrow(
      'Expected the wasm modules for the simd engine, got null.',
    );
    expect((await createEngine('js', null)).name).toBe('js');
  });

  test('accept compiled modules as well as bytes', async () => {
    const host = globalThis as unknown as { WebAssembly: { Module: new (bytes: Uint8Array) => object } };
    const { simd, scalar } = readWasm();
    const module = new host.WebAssembly.Module(simd as Uint8Array);
    const engine = await createEngine('simd', { simd: module, scalar });
    expect(scan(engine, [seriesOf({ close: [1, 2, 4] })]).latest(0, 'trueRange')).toBe(2);
  });

  test('can share one memory, and give the same results without a WebAssembly memory', async () => {
    const memory = createMemory();
    const wasm = readWasm();
    const market = seriesOf(randomMarket(seeded(1), 90));
    const twin = scan(await createEngine('js', null, new PlainMemory()), [market]);
    const first = scan(await createEngine('simd', wasm, memory), [market]);
    for (const name of first.outputNames) expect(twin.series(0, name)).toEqual(first.series(0, name));
  });
});

test('the weights of an average sum to exactly 1', () => {
  for (let period = 1; period <= 1000; period++) {
    const keep = keepWeight(1 / period);
    const take = Math.fround(1 - keep);
    expect(keep + take).toBe(1);
    expect(Math.abs(take * period - 1)).toBeLessThan(4e-5);
  }
});
