import path from 'node:path';
import { describe, expect, test } from '../support/jest.js';
import { ENGINE_NAMES } from '../../src/kernels/engine/engine.js';
import { allEngines, scan, sharedFolder } from './helpers.js';
import { readCandleFile } from './known-scans.js';

const folder = sharedFolder('candles');

(folder ? describe : describe.skip)('real candles', () => {
  test.each(['binance-spot-2024-aug-5m', 'bybit-linear-2025-oct14-15m'])(
    'give the same bytes in every engine: %s',
    async (name) => {
      const markets = [...readCandleFile(path.join(folder as string, `${name}.csv.gz`)).values()];
      const [btc] = markets.filter(({ symbol }) => symbol.startsWith('BTC/USDT'));
      const lastOpenMs = btc.openTimeMs[btc.openTimeMs.length - 1];
      // Raw files have gaps, which a slab does not accept: use only the last bars of complete markets.
      const whole = markets
        .filter(({ openTimeMs }) => openTimeMs[openTimeMs.length - 1] === lastOpenMs)
        .filter(({ openTimeMs, timeframeMs }) => openTimeMs.at(-600) === lastOpenMs - 599 * timeframeMs);
      expect(whole.length).toBeGreaterThan(20);
      const engines = await allEngines();
      const options = { barCount: 600, lastOpenMs, timeframeMs: btc.timeframeMs, benchmark: btc };
      const [simd, ...others] = ENGINE_NAMES.map((engine) => {
        const slab = scan(engines[engine], whole, options);
        const { offsetBytes, lengthBytes } = slab.outputRegion;
        return Buffer.from(engines[engine].memory.buffer as ArrayBuffer, offsetBytes, lengthBytes);
      });
      for (const bytes of others) expect(bytes.equals(simd)).toBe(true);
    },
  );
});
