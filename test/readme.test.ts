import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { runCli } from './support/run-cli.js';

const BLOCK = /<!-- output: (.+?) -->\n```\n\$ npx squall (.+)\n([\s\S]*?)\n```\n<!-- end -->/g;
const blocks = [...readFileSync('README.md', 'utf8').matchAll(BLOCK)];

/** Durations differ from run to run, and where they break the line with them. */
const withoutDurations = (text: string): string => text.replace(/[\d.]+ m?s\b/g, 'T').replace(/\s+/g, ' ');

describe('the README', () => {
  test('shows at least a scan and an explanation', () => {
    expect(blocks.map(([, command]) => command.split(' ')[0])).toEqual(['scan', 'explain']);
  });

  test.each(blocks.map(([, marked, shown, output]) => [shown, marked, output] as const))(
    'shows what `squall %s` prints (npm run readme renews it)',
    async (shown, marked, output) => {
      expect(shown).toBe(marked);
      const { stdout } = await runCli(shown.split(' '), { COLUMNS: '100' });
      expect(withoutDurations(output)).toBe(withoutDurations(stdout.trimEnd()));
    },
  );
});
