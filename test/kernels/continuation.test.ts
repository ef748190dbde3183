import { beforeAll, describe, expect, test } from '../support/jest.js';
import { type Engine, ENGINE_NAMES, type EngineName } from '../../src/kernels/engine/engine.js';
import { keepWeight } from '../../src/kernels/program/program-weights.js';
import { allEngines, seeded } from './helpers.js';

let engines: Record<EngineName, Engine>;
beforeAll(async () => {
  engines = await allEngines();
});

const BARS = 150;
const COLUMN = BARS * 16;

/** Columns of one block with a late start in each lane, from address `base` on. */
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
  };
}

describe('kernels continued from their state', () => {
  test.each(ENGINE_NAMES)('give the bits of one run over all rows, %s', (name) => {
    const engine = engines[name];
    const memory = engine.arena.allocate(12 * COLUMN);
    const c = fill(engine.floats(), memory.base);
    const keep = keepWeight(1 / 14);
    const { kernels } = engine;
    const runs: Record<string, (from: number, to: number) => void> = {
      trueRange: (f, t) => kernels.trueRange(c.starts, c.change, c.upper, c.lower, c.out, 16, f, t),
      atr: (f, t) => kernels.atr(c.starts, c.change, c.upper, c.lower, c.out, 16, c.state, f, t, 14, keep),
      rsi: (f, t) => kernels.rsi(c.starts, c.change, c.out, 16, c.state, f, t, 14, keep),
      ema: (f, t) => kernels.ema(c.starts, c.close, c.out, 16, c.state, f, t, 14, keep),
      vwap: (f, t) =>
        kernels.vwap(c.starts, c.close, c.upper, c.lower, c.volume, c.sessions, c.out, 16, c.state, f, t),
      sma: (f, t) => kernels.sma(c.starts, c.close, c.change, c.out, 16, c.scratch, f, t, 14),
      vwapRolling: (f, t) =>
        kernels.vwapRolling(c.starts, c.close, c.upper, c.lower, c.volume, c.out, 16, c.scratch, f, t, 14),
      donchianHigh: (f, t) =>
        kernels.donchian(c.starts, c.close, c.upper, c.lower, c.out, COLUMN * 2, 16, c.scratch, f, t, 14),
    };
    const output = (): Uint32Array => engine.words().slice(c.out / 4, (c.out + COLUMN) / 4);
    for (const [kernel, run] of Object.entries(runs)) {
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
