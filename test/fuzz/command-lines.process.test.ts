import fc from 'fast-check';
import { afterAll, beforeAll, describe, test } from '../support/jest.js';
import { tries } from '../support/budget.js';
import { allVerbs, commandLine, variables } from './command-line.js';
import { runDocumented } from './expect-documented.js';
import { Scratch } from './scratch.js';

const scratch = new Scratch();
beforeAll(() => scratch.fill());
afterAll(() => scratch.remove());

const verbs = allVerbs();
/**
 * 5,000 option sets in all, or a few of each verb: the same each time, as what is found then belongs to the full form.
 */
const RUNS = process.env.SQUALL_FULL === '1' ? Math.ceil(5_000 / verbs.length) : tries(12, 4);

describe('whatever options a verb is given, it ends as documented, soon, in little memory', () => {
  test.each(verbs.map((verb) => [verb.words.join(' '), verb] as const))('%s', async (_, verb) => {
    await fc.assert(
      fc.asyncProperty(commandLine(verb), fc.oneof(fc.constant({}), variables), async (args, env) => {
        await runDocumented(scratch.cli, { args, env: { ...scratch.env, ...env } });
      }),
      { numRuns: RUNS, ...(process.env.SQUALL_FULL === '1' ? {} : { seed: 20_261_129 }) },
    );
  });
});
