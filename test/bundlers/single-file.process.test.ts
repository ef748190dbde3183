import { cpSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../support/chromium.js';
import { afterAll, beforeAll, describe, expect, test } from '../support/jest.js';
import type { Found } from './bundles.js';
import {
  candleFolder,
  EXPECTED_OF_FILES,
  expectedOfProgram,
  newFolder,
  outputFile,
  run,
  runInPage,
  runProgram,
} from './bundles.js';

const home = newFolder();
/** Bundles lie elsewhere: no node_modules can be found from them. */
const output = newFolder();
let candles: string;
let expected: Found;
let browser: Browser;

beforeAll(async () => {
  mkdirSync(join(home, 'node_modules'));
  writeFileSync(join(home, 'package.json'), '{"private":true}');
  symlinkSync(resolve('.'), join(home, 'node_modules/squall'));
  for (const name of ['program.mjs', 'files-program.mjs']) {
    cpSync(resolve('test/bundlers', name), join(home, name));
  }
  candles = candleFolder(output);
  expected = await expectedOfProgram();
  browser = await launchChromium();
}, 60_000);

afterAll(async () => {
  await browser.close();
  for (const folder of [home, output]) rmSync(folder, { recursive: true, force: true });
});

/** What CommonJS packages need that esbuild puts into an ES module for Node. */
const REQUIRE =
  "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);";

describe('esbuild', () => {
  async function bundled(
    host: 'node' | 'pages',
    format: 'esm' | 'cjs' | 'iife',
    name?: string,
  ): Promise<string> {
    const outfile = outputFile(join(output, 'esbuild'), host, format, name);
    await build({
      entryPoints: [join(home, `${name ?? 'program'}.mjs`)],
      absWorkingDir: home,
      bundle: true,
      platform: host === 'pages' ? 'browser' : 'node',
      format,
      outfile,
      logLevel: 'error',
      banner: host === 'node' && format === 'esm' ? { js: REQUIRE } : {},
    });
    return outfile;
  }

  test.each(['esm', 'cjs'] as const)('builds a program for Node from the library (%s)', async (format) => {
    expect(await runProgram(await bundled('node', format))).toEqual(expected);
  });

  test.each(['esm', 'cjs'] as const)('includes candle files and exchanges (%s)', async (format) => {
    const file = await bundled('node', format, 'files-program');
    // Where the program runs the client of the exchanges is installed: a bundle holds none of its hundred classes.
    expect(await runProgram(file, [candles])).toEqual({ ...EXPECTED_OF_FILES, live: 'CANNOT_START' });
    symlinkSync(resolve('node_modules'), join(file, '../node_modules'));
    expect(await runProgram(file, [candles])).toEqual(EXPECTED_OF_FILES);
  });

  test.each(['esm', 'iife'] as const)('builds a script for pages (%s)', async (format) => {
    expect(await runInPage(browser, await bundled('pages', format), format === 'esm')).toEqual(expected);
  });
});

describe('rollup', () => {
  async function bundled(format: 'es' | 'cjs' | 'iife', host: 'node' | 'pages'): Promise<string> {
    const file = outputFile(join(output, 'rollup'), host, format);
    const script = resolve('test/bundlers/rollup.mjs');
    const { stderr } = await run(process.execPath, [script, join(home, 'program.mjs'), file, format, host]);
    expect(stderr).toBe('');
    return file;
  }

  test.each(['es', 'cjs'] as const)('builds a program for Node (%s)', async (format) => {
    expect(await runProgram(await bundled(format, 'node'))).toEqual(expected);
  });

  test.each(['es', 'iife'] as const)('builds a script for pages (%s)', async (format) => {
    expect(await runInPage(browser, await bundled(format, 'pages'), format === 'es')).toEqual(expected);
  });
});
