import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '../support/jest.js';
import type { CodeBlock } from './markdown.js';
import { codeBlocks, MARKDOWN_FILES } from './markdown.js';
import { canRun, makeHome, runIn, runModule, startBlock } from './running-blocks.js';
import { commandLines, squallArguments } from './shell-lines.js';

const runnable = MARKDOWN_FILES.flatMap(codeBlocks).filter(({ notRun }) => notRun === null);
const placed = (language: string): [string, CodeBlock][] =>
  runnable
    .filter((block) => block.language === language)
    .map((block) => [`${block.file}:${block.line}`, block]);

/** What a program says that it prints: `console.log(…); // 3`, in one line. */
const printed = (code: string): string[] =>
  [...code.matchAll(/^ *console\.log\(.*\); \/\/ (.+)$/gm)].map(([, line]) => line);

let home: string;
beforeAll(async () => {
  home = await makeHome();
});
afterAll(() => rmSync(home, { recursive: true }));

describe('code blocks of the README and of docs/', () => {
  test.each(placed('sh'))(
    'run as printed, in a folder with candles and a recording: %s',
    async (_, { code }) => {
      startBlock(home, code);
      const failures: string[] = [];
      for (const line of commandLines(code)) {
        const args = squallArguments(line);
        // What cannot be run here is parsed all the same (code-blocks.test.ts).
        if (args === null || !canRun(args)) continue;
        const { exitCode, stderr } = await runIn(home, args);
        if (exitCode !== 0) failures.push(`${line}\n  exit ${exitCode}: ${stderr}`);
      }
      expect(failures).toEqual([]);
    },
  );

  test.each(placed('js'))('run as printed, as a module beside them: %s', async (place, { code }) => {
    startBlock(home, code);
    const { exitCode, stdout, stderr } = await runModule(home, place.replace(/\W/g, '-'), code);
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout.split('\n')).toEqual(expect.arrayContaining(printed(code)));
  });
});
