import { explain } from '../../src/library/explain.js';
import { fromFiles } from '../../src/library/node/feeds.js';
import { openSession } from '../../src/library/session.js';
import { scan } from '../../src/library/scan.js';
import { scanHistory } from '../../src/history/scan-history.js';
import { simulate } from '../../src/index.js';
import { describe, expect, test } from '../support/jest.js';

/** What JavaScript passes where TypeScript would have rejected. */
const any = (value: unknown): never => value as never;

describe('an argument of the wrong type is rejected in a sentence', () => {
  test.each<[string, () => unknown, string]>([
    ['scan without a feed', () => scan(any(null)), 'Expected a feed from simulate, fromCandles,'],
    ['a feed not awaited', () => openSession(any(fromFiles('x').catch(() => 0))), 'got a promise: await it'],
    ['explain of a feed', () => explain(any(simulate()), 'BTC/USDT'), 'Expected a session from openSession'],
    ['no files', () => fromFiles(any(undefined)), 'Expected the path of a file or folder'],
  ])('%s', async (_, attempt, sentence) => {
    const refused = await (async () => attempt())().catch((error: unknown) => error);
    expect(refused).toMatchObject({ name: 'SquallError', code: 'USAGE' });
    expect((refused as Error).message).toContain(sentence);
  });

  test.each([[undefined], [{ bookFilters: 'skip' }], [{ all: 'fail' }]])(
    'a history with an invalid missing-data policy: %j',
    async (missing) => {
      const scanning = scanHistory(any({ source: {}, preset: {}, engine: {}, missing })).next();
      await expect(scanning).rejects.toThrow("Expected `missing` such as { all: 'fail', liveOnly: 'skip' }");
    },
  );
});
