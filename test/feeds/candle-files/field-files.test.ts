import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '../../support/jest.js';
import { sharedFile } from '../../support/shared-data.js';
import { SquallError } from '../../../src/util/squall-error.js';
import { candlesOf, open } from './files.js';

const FOLDER = sharedFile('../field/files');
const FILES =
  FOLDER === null
    ? []
    : readdirSync(FOLDER, { recursive: true, withFileTypes: true }).flatMap((entry) =>
        entry.isFile() ? [join(entry.parentPath, entry.name)] : [],
      );
/** Files of other markets and times than the rest. */
const OTHERS = /real\/XBTUSD_60|symbol_spellings|BTCUSDT-3d|BTCUSD_d_tz|bitstampUSD_1-min/;
const LAST_CLOSE = 68124.19;

test('every file of the collection reads to its figures, or is rejected with a sentence that names it', async () => {
  for (const file of FILES.filter((path) => !OTHERS.test(path))) {
    try {
      const feed = await open(file, { symbolOfUnnamed: 'BTC/USDT' });
      const [{ symbol }] = await feed.markets();
      const { openTimeMs, close } = await candlesOf(feed, symbol);
      const newest = openTimeMs.indexOf(Math.max(...openTimeMs));
      const reported = [
        file,
        openTimeMs.length,
        feed.timeframeMs,
        new Date(openTimeMs[newest]).toISOString(),
        close[newest],
      ];
      expect(reported).toEqual([file, 300, 300_000, '2024-03-08T23:55:00.000Z', LAST_CLOSE]);
    } catch (error) {
      if (!(error instanceof SquallError)) throw error;
      expect(error.exitCode).toBe(65);
      expect(error.message).toMatch(/^\S.*\.$/);
    }
  }
});
