import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, test } from '../support/jest.js';
import { tries } from '../support/budget.js';
import { sha256 } from '../../src/platform/node.js';
import { damaged, damages, oddJson, otherJson } from './damage.js';
import { runDocumented } from './expect-documented.js';
import { Scratch } from './scratch.js';

const scratch = new Scratch();
beforeAll(() => scratch.fill());
afterAll(() => scratch.remove());

/** 20,000 files in all. */
const RUNS = process.env.SQUALL_FULL === '1' ? 1_000 : tries(40, 8);
const SMALL = ['--markets', '5', '--bars', '60', '--color', 'never'];
const STORE = 'stores/binance-spot-5m';
const MARKET = `${STORE}/TEST-USDT`;

/** A file, and the commands that read it. It is damaged where it lies, and whole again after that. */
interface Kind {
  readonly file: string;
  readonly lines: readonly (readonly string[])[];
  /** Fixes a hash that would end the attempt before it has started. */
  readonly sealed?: (text: string) => string;
}

const KINDS: readonly Kind[] = [
  { file: 'config.json', lines: [['scan', '--config', 'config.json', ...SMALL]] },
  {
    file: 'preset.json',
    lines: [
      ['scan', '--preset', 'preset.json', ...SMALL],
      ['presets', 'validate', 'preset.json'],
    ],
  },
  { file: 'seen.json', lines: [['scan', '--new-since', 'seen.json', ...SMALL]] },
  { file: 'scan.json', lines: [['scan', '--new-since', 'scan.json', ...SMALL]] },
  {
    file: 'snapshot.json',
    lines: [
      ['monitor', 'diff', 'snapshot.json', 'snapshot.json'],
      ['monitor', 'diff', 'snapshot.json', 'snapshot.json', '--json'],
    ],
  },
  {
    file: 'scenario.json',
    lines: [['emulate', '--dialect', 'binance', '--scenario', 'scenario.json', '--markets', '3']],
  },
  {
    file: 'day.squall',
    lines: [
      ['replay', 'day.squall', '--verify'],
      ['verify', 'day.squall'],
      ['scan', '--recording', 'day.squall', '--color', 'never'],
      ['export', 'day.squall', '--parquet', 'out.parquet', '--html', 'out.html'],
    ],
  },
  {
    file: 'candles.csv',
    lines: [
      ['candles', 'import', 'candles.csv', '--store-dir', 'other', '--as', 'x'],
      ['indicators', 'TEST/USDT', '--candles', 'candles.csv'],
    ],
  },
  {
    file: `${MARKET}/manifest.json`,
    sealed: resealed,
    lines: [
      ['candles', 'info', STORE],
      ['candles', 'verify', STORE],
      ['scan', '--store', STORE, '--color', 'never'],
      ['candles', 'import', 'candles.csv', '--store-dir', 'stores', '--as', 'binance'],
    ],
  },
  {
    file: `${MARKET}/2024-08.candles`,
    lines: [
      ['candles', 'verify', STORE],
      ['scan', '--store', STORE, '--color', 'never'],
      ['candles', 'export', STORE, '--csv', 'out.csv'],
    ],
  },
  {
    file: `${STORE}/store.json`,
    lines: [
      ['candles', 'list', '--store-dir', 'stores'],
      ['history', '--store', STORE],
    ],
  },
  {
    file: 'state/trials.jsonl',
    lines: [['edge', '--store', STORE, '--state-dir', 'state', '--horizon', '1h']],
  },
];

/** The manifest's own hash over its new content: anyone who changes one on purpose does the same. */
function resealed(text: string): string {
  try {
    const { content } = JSON.parse(text) as { content: object };
    return JSON.stringify({ sha256: sha256([JSON.stringify(content)]), content });
  } catch {
    return text;
  }
}

describe('whatever is in a file, its reader ends as documented, soon, in little memory', () => {
  test.each(KINDS.map((kind) => [kind.file, kind] as const))(
    '%s',
    async (file, { lines, sealed = String }) => {
      const original = readFileSync(join(scratch.folder, file));
      const isJson = /\.json$/.test(file);
      const bytes = damages.map((all) => damaged(original, all));
      const values = fc
        .tuple(fc.double({ min: 0, max: 1, noNaN: true }), oddJson)
        .map(([at, value]) => Buffer.from(sealed(otherJson(original.toString(), at, value))));
      await fc.assert(
        fc.asyncProperty(
          isJson ? fc.oneof(bytes, values) : bytes,
          fc.constantFrom(...lines),
          async (content, line) => {
            scratch.write(file, content);
            await runDocumented(scratch.cli, { args: line, env: scratch.env });
          },
        ),
        { numRuns: RUNS },
      );
      scratch.write(file, original);
    },
  );
});
