import { describe, expect, test } from '../support/jest.js';
import { Arena } from '../../src/kernels/engine/arena.js';
import { planSlab, regions, type SlabLayout } from '../../src/kernels/engine/layout.js';
import { PAGE_BYTES, PlainMemory } from '../../src/kernels/engine/webassembly.js';

function plan(barCount: number, mode: 'series' | 'latest'): SlabLayout {
  const outputs = ['a', 'b', 'c'];
  return planSlab({
    blockCount: 3,
    barCount,
    benchmarkCount: 2,
    outputs,
    mode,
    stateRows: 4,
    scratchRows: 42,
    callCount: 9,
  });
}

describe('planSlab', () => {
  test.each([1, 2, 60, 252, 256, 1020, 1024])(
    'keeps columns of %i bars apart and off the 4096-byte grid',
    (barCount) => {
      for (const mode of ['series', 'latest'] as const) {
        const layout = plan(barCount, mode);
        let end = 0;
        for (const { name, offsetBytes, lengthBytes } of regions(layout)) {
          expect([name, offsetBytes % 64]).toEqual([name, 0]);
          expect(offsetBytes - end).toBeGreaterThanOrEqual(64);
          end = offsetBytes + lengthBytes;
        }
        expect(layout.lengthBytes - end).toBeGreaterThanOrEqual(64);
        for (const grid of [layout.inputs, layout.outputs, layout.benchmarks]) {
          expect(grid.columnStrideBytes % 4096).not.toBe(0);
          expect(grid.groupStrideBytes % 4096).not.toBe(0);
        }
      }
    },
  );

  test('keeps one row of each output in latest mode', () => {
    expect(plan(500, 'latest').outputs.columnBytes).toBe(16);
    expect(plan(500, 'series').outputs.columnBytes).toBe(8000);
  });
});

describe('Arena', () => {
  test('never allocates a byte twice, reuses freed bytes and grows the memory', () => {
    const arena = new Arena(new PlainMemory());
    const a = arena.allocate(100);
    const b = arena.allocate(10);
    const c = arena.allocate(3 * PAGE_BYTES);
    const end = c.base + 3 * PAGE_BYTES;
    expect([a.base, b.base, c.base]).toEqual([PAGE_BYTES, PAGE_BYTES + 128, PAGE_BYTES + 192]);
    expect(arena.memory.buffer.byteLength).toBeGreaterThanOrEqual(end);
    a.free();
    expect(arena.allocate(128).base).toBe(PAGE_BYTES);
    b.free();
    expect(arena.allocate(65).base).toBe(end);
  });
});
