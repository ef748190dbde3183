import { beforeAll, describe, expect, test } from '../support/jest.js';
import { type Engine, ENGINE_NAMES, type EngineName } from '../../src/kernels/engine/engine.js';
import { allEngines, randomMarket, scan, seeded, seriesOf } from './helpers.js';

let engines: Record<EngineName, Engine>;
beforeAll(async () => {
  engines = await allEngines();
});

const CHOSEN = [
  { id: 'bollinger', outputs: ['bbUpper', 'bbMiddle', 'bbLower'] },
  { id: 'surgeShort', outputs: ['surgeShort'] },
];

/** Markets of three lengths, to cover warm-up rows, a young lane and an empty lane. */
function markets() {
  return [130, 97, 61].map((count, index) =>
    seriesOf(randomMarket(seeded(index + 1), count, { flatShare: 0.1, quietShare: 0.2 })),
  );
}

describe.each(ENGINE_NAMES)('chosen outputs in the %s engine', (name) => {
  test('have the same bits as when all of the row are computed', () => {
    const chosen = scan(engines[name], markets(), { indicators: CHOSEN });
    const all = scan(engines[name], markets(), { indicators: CHOSEN.map(({ id }) => ({ id })) });
    expect(chosen.outputNames).toEqual(['bbUpper', 'bbMiddle', 'bbLower', 'surgeShort']);
    for (const output of chosen.outputNames) {
      for (const handle of [0, 1, 2]) {
        expect(chosen.series(handle, output)).toEqual(all.series(handle, output));
      }
    }
    chosen.dispose();
    all.dispose();
  });

  test('are all of the row if one of them is not in the cheaper part', () => {
    const slab = scan(engines[name], markets(), {
      indicators: [{ id: 'bollinger', outputs: ['bbMiddle', 'bbWidthPct'] }],
    });
    expect(slab.outputNames).toHaveLength(6);
    slab.dispose();
  });

  test.each([[['bbUper']], [[]]])('cannot be %j', (outputs) => {
    const request = { indicators: [{ id: 'bollinger', outputs }] };
    expect(() => scan(engines[name], markets(), request)).toThrow(/Expected outputs of bollinger \(bbUpper/);
  });
});
