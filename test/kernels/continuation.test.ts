import { beforeAll, describe, expect, test } from '../support/jest.js';
import { makeCall } from '../../src/kernels/engine/call.js';
import { type Engine, ENGINE_NAMES, type EngineName } from '../../src/kernels/engine/engine.js';
import { keepWeight } from '../../src/kernels/program/program-weights.js';
import { allEngines, seeded } from './helpers.js';

let engines: Record<EngineName, Engine>;
beforeAll(async () => {
  engines = await allEngines();
});

const BARS = 150;
const COLUMN = BARS * 16;

/** Columns of one block, each lane with a late start, from address `base` on. */
function fill(floats: Float32Array<ArrayBufferLike>, base: number) {
  const random = seeded(5);
  const starts = [0, 3, 40, 77];
  floats.set(starts, base / 4);
  const address = (column: number): number => base + 64 + column * COLUMN;
  for (let t = 0; t < BARS; t++) {
    for (const [lane, start] of starts.entries()) {
      const at = (column: number): number => address(column) / 4 + t * 4 + lane;
      const isThere = t >= start;
      floats[at(0)] = isThere ? random() - 0.5 : NaN;
      floats[at(1)] = t > start ? random() - 0.5 : NaN;
      floats[at(2)] = isThere ? random() : NaN;
      floats[at(3)] = isThere ? -random() : NaN;
      floats[at(4)] = isThere ? random() * 100 : NaN;
    }
    floats[address(5) / 4 + t] = t % 64 === 50 ? 1 : 0;
  }
  return {
    starts: base,
    close: address(0),
    change: address(1),
    upper: address(2),
    lower: address(3),
    volume: address(4),
    sessions: address(5),
    state: address(6),
    out: address(7),
    scratch: address(8),
    calls: address(11),
  };
}

describe('kernels continued from their state', () => {
  test.each(ENGINE_NAMES)('give the bits of one run over all rows, %s', (name) => {
    const engine = engines[name];
    const memory = engine.arena.allocate(13 * COLUMN);
    const c = fill(engine.floats(), memory.base);
    const told = { ...c, columnStride: COLUMN * 2, rowStride: 16, period: 14, weight: keepWeight(1 / 14) };
    const kernels = ['trueRange', 'atr', 'rsi', 'ema', 'vwap', 'sma', 'vwapRolling', 'donchian'] as const;
    const output = (): Uint32Array => engine.words().slice(c.out / 4, (c.out + COLUMN) / 4);
    for (const kernel of kernels) {
      const run = (from: number, to: number): void =>
        makeCall(engine.kernels, engine.words(), c.calls, { ...told, kernel, from, to });
      run(0, BARS);
      const whole = output();
      run(0, 0);
      for (const cuts of [[0, 1, 2, 60, 61, BARS], Array.from({ length: BARS + 1 }, (_, t) => t)]) {
        engine.words().fill(0, c.out / 4, (c.out + COLUMN) / 4);
        cuts.slice(1).forEach((to, i) => run(cuts[i], to));
        expect([kernel, output()]).toEqual([kernel, whole]);
      }
    }
    memory.free();
  });
});
