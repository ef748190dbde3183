import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from './support/jest.js';
import {
  dialectFor,
  liveArguments,
  OUTPUT_FILES,
  shownCommand,
  shownOutput,
} from '../scripts/live-output.js';
import { startEmulator } from '../src/emulator/emulator.js';
import { runCli } from './support/run-cli.js';

const BLOCK = /<!-- (live )?output: (.+?) -->\n```\n\$ npx squall (.+)\n([\s\S]*?)\n```\n<!-- end -->/g;
const blocks = OUTPUT_FILES.flatMap((file) =>
  [...readFileSync(file, 'utf8').matchAll(BLOCK)].map(([, live, marked, shown, output]) => ({
    file,
    isLive: live !== undefined,
    marked,
    shown,
    output,
  })),
);

/** Durations differ from run to run, and where they break the line with them. */
const withoutDurations = (text: string): string =>
  text
    .replace(/[\d.]+ m?s\b/g, 'T')
    .replaceAll('·', ' ')
    .replace(/\s+/g, ' ');

/** So do, for an exchange, planned seconds, compressed bytes, and how many requests were in flight. */
const withoutTraffic = (text: string): string =>
  withoutDurations(text)
    .replace(/[\d.]+[kM]B/g, 'B')
    .replace(/\d+ at once/g, 'N at once')
    .replace(/at once \d+ requests/g, 'at once N requests')
    .replace(/\d+\.\d(?= [A-Za-z])/g, 'S');

async function runLive(command: string): Promise<string> {
  const stateFolder = mkdtempSync(join(tmpdir(), 'squall-readme-'));
  const emulator = await startEmulator({ dialect: dialectFor(command), speed: 0 });
  try {
    const args = liveArguments(command, emulator.baseUrl, stateFolder);
    const { stdout } = await runCli(args, { COLUMNS: '100' });
    return shownOutput(stdout, emulator.baseUrl);
  } finally {
    await emulator.close();
    rmSync(stateFolder, { recursive: true });
  }
}

describe('the README', () => {
  test('fits on three screens', () => {
    expect(readFileSync('README.md', 'utf8').split('\n').length).toBeLessThanOrEqual(3 * 50);
  });

  test('shows a scan, the tutorial an explanation, the page on live markets a plan and a scan', () => {
    const verbs = blocks.map(({ file, isLive, marked }) => [file, isLive, marked.split(' ')[0]]);
    expect(verbs).toEqual([
      ['README.md', false, 'scan'],
      ['docs/tutorial.md', false, 'explain'],
      ['docs/live.md', true, 'plan'],
      ['docs/live.md', true, 'scan'],
    ]);
  });

  test.each(blocks.filter(({ isLive }) => !isLive))(
    'shows what `squall $shown` prints (npm run readme updates it)',
    async ({ shown, marked, output }) => {
      expect(shown).toBe(marked);
      const { stdout } = await runCli(shown.split(' '), { COLUMNS: '100' });
      expect(withoutDurations(output)).toBe(withoutDurations(stdout.trimEnd()));
    },
  );

  test.each(blocks.filter(({ isLive }) => isLive))(
    'shows what `squall $shown` prints against the emulator',
    async ({ shown, marked, output }) => {
      expect(shown).toBe(shownCommand(marked));
      expect(withoutTraffic(output)).toBe(withoutTraffic(await runLive(marked)));
    },
  );
});
