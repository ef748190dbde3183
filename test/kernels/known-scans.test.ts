import path from 'node:path';
import { describe, expect, test } from '../support/jest.js';
import { ACCURACY_LIMITS } from './accuracy-limits.js';
import { allEngines, sharedFolder } from './helpers.js';
import { measureKnownScans } from './known-scans.js';

const folder = sharedFolder('known-scans');

(folder ? describe : describe.skip)('known moments of real markets', () => {
  test('are reproduced within the promised accuracy by every engine', async () => {
    for (const engine of Object.values(await allEngines())) {
      const values = measureKnownScans(engine, path.dirname(folder as string));
      expect(values.length).toBeGreaterThan(70);
      // NaN marks a value that only one side has; the negation keeps it.
      expect(values.filter(({ output, error }) => !(error <= ACCURACY_LIMITS[output].limit))).toEqual([]);
    }
  });
});
