import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '../support/jest.js';
import { candleFolder, newFolder } from '../bundlers/bundles.js';

const run = promisify(execFile);
const home = newFolder();

beforeAll(() => {
  writeFileSync(join(home, 'package.json'), '{"private":true,"type":"module"}');
  mkdirSync(join(home, 'node_modules'));
  symlinkSync(resolve('.'), join(home, 'node_modules/squall'));
  candleFolder(home);
});

afterAll(() => rmSync(home, { recursive: true, force: true }));

const text = readFileSync('docs/library.md', 'utf8');
const blocks = [...text.matchAll(/^## (.*)\n(?:(?!^## )[\s\S])*?^```js\n([\s\S]*?)^```/gm)];

describe('docs/library.md', () => {
  test('has no block that is not run', () => {
    expect(blocks.length).toBe(text.match(/^```js$/gm)?.length);
    expect(blocks.length).toBeGreaterThanOrEqual(5);
  });

  test.each(blocks.map(([, title, code]) => [title, code]))('%s: prints what it says', async (_, code) => {
    const said = [...code.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map(([, line]) => line);
    expect(said).not.toEqual([]);
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', code], { cwd: home });
    expect(stdout.trimEnd().split('\n')).toEqual(said);
  });
});
