import { beforeAll, describe, expect, test } from '../support/jest.js';
import { type Engine, ENGINE_NAMES, type EngineName } from '../../src/kernels/engine/engine.js';
import { allEngines, sharedFolder } from './helpers.js';
import { measure } from './measure.js';
import { casesOf, readVectors } from './vector-cases.js';

const OWN = 'test/vectors';

let engines: Record<EngineName, Engine>;
beforeAll(async () => {
  engines = await allEngines();
});

function check(folder: string): void {
  for (const file of readVectors(folder)) {
    const { cases, excluded } = casesOf(file);
    for (const { column, reason } of excluded) {
      test.skip(`${file.name} ${column}: ${reason}`, () => {});
    }
    for (const one of cases) {
      test.each(ENGINE_NAMES)(`${file.name} ${one.column} = ${one.output}, %s`, (name) => {
        const { error, wronglyDefined, isAccurate, compared } = measure(engines[name], one);
        expect({ error, wronglyDefined, isAccurate }).toEqual({
          error,
          wronglyDefined: [],
          isAccurate: true,
        });
        expect(compared).toBe(file.expected[one.column].filter((value) => value !== null).length);
      });
    }
  }
}

describe('own reference values', () => check(OWN));

const shared = sharedFolder('vectors');
(shared ? describe : describe.skip)('shared reference values', () => {
  if (shared) check(shared);
  else test('are missing', () => undefined);
});
