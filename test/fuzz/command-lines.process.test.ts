import fc from 'fast-check';
import { afterAll, beforeAll, describe, test } from '../support/jest.js';
import { tries } from '../support/budget.js';
import { allVerbs, commandLine, variables, type Verb } from './command-line.js';
import { runDocumented } from './expect-documented.js';
import { Scratch } from './scratch.js';

const scratch = new Scratch();
beforeAll(() => scratch.fill());
afterAll(() => scratch.remove());

const IS_FULL = process.env.SQUALL_FULL === '1';
const verbs = allVerbs();
/**
 * 5,000 option sets in all, or a few of each verb: the same each time, because a finding then belongs to the
 * full form.
 */
const RUNS = IS_FULL ? Math.ceil(5_000 / verbs.length) : tries(12, 4);
/** So few in one test that the slowest verb is done on a busy machine before Jest takes it for hanging. */
const RUNS_A_TEST = 12;

const shares = verbs.flatMap((verb) =>
  Array.from({ length: Math.ceil(RUNS / RUNS_A_TEST) }, (_, index): [string, Verb, number] => {
    const from = index * RUNS_A_TEST;
    const to = Math.min(RUNS, from + RUNS_A_TEST);
    return [`${verb.words.join(' ')}, ${from + 1} to ${to}`, verb, to - from];
  }),
);

describe('whatever options a verb gets, it ends as documented, soon, in little memory', () => {
  test.each(shares)('%s', async (_, verb, numRuns) => {
    await fc.assert(
      fc.asyncProperty(commandLine(verb), fc.oneof(fc.constant({}), variables), async (args, env) => {
        await runDocumented(scratch.cli, { args, env: { ...scratch.env, ...env } });
      }),
      { numRuns, ...(IS_FULL ? {} : { seed: 20_261_129 }) },
    );
  });
});
