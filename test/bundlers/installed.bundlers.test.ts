import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
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

/** Where scripts/test-bundlers.mjs has installed the bundlers and the packed package. */
const HOME = resolve('test/bundlers');
const output = newFolder();
let candles: string;
let expected: Found;
let browser: Browser;

beforeAll(async () => {
  candles = candleFolder(output);
  expected = await expectedOfProgram();
  browser = await launchChromium();
}, 60_000);

afterAll(async () => {
  await browser.close();
  rmSync(output, { recursive: true, force: true });
});

describe('webpack', () => {
  const folder = join(output, 'webpack');

  beforeAll(() => run(process.execPath, [join(HOME, 'webpack.mjs'), folder]));

  test.each(['cjs/program.cjs', 'esm/program.mjs'])('builds a program for Node: %s', async (file) => {
    expect(await runProgram(join(folder, file))).toEqual(expected);
  });

  test.each(['cjs/files.cjs', 'esm/files.mjs'])('includes candle files: %s', async (file) => {
    expect(await runProgram(join(folder, file), [candles])).toEqual(EXPECTED_OF_FILES);
  });

  test('builds a script for pages, with its worker as a separate file', async () => {
    expect(await runInPage(browser, join(folder, 'web/program.js'), false)).toEqual(expected);
  });
});

describe('bun build', () => {
  const bun = join(HOME, 'node_modules/bun/bin/bun.exe');

  async function bundled(
    name: string,
    target: 'node' | 'bun' | 'browser',
    format: 'esm' | 'cjs',
  ): Promise<string> {
    const host = target === 'browser' ? 'pages' : 'node';
    const file = outputFile(join(output, `bun-${target}`), host, format, name);
    const options = ['--target', target, '--format', format, '--outfile', file];
    await run(bun, ['build', join(HOME, `${name}.mjs`), ...options], { cwd: HOME });
    return file;
  }

  test.each(['esm', 'cjs'] as const)('builds a program for Node (%s)', async (format) => {
    expect(await runProgram(await bundled('program', 'node', format))).toEqual(expected);
    expect(await runProgram(await bundled('files-program', 'node', format), [candles])).toMatchObject({
      scanned: 2,
    });
  });

  test('builds a program for Bun', async () => {
    expect(await runProgram(await bundled('program', 'bun', 'esm'), [], bun)).toEqual(expected);
  });

  test('builds a script for pages', async () => {
    expect(await runInPage(browser, await bundled('program', 'browser', 'esm'), true)).toEqual(expected);
  });
});

describe.each(['turbopack', 'webpack'])('Next.js with %s', (bundler) => {
  const project = join(HOME, `next-${bundler}.tmp`);
  const next = join(HOME, 'node_modules/next/dist/bin/next');
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1', NEXT_DIST: 'dist' };
  let server: ChildProcess;
  let url: string;

  beforeAll(async () => {
    cpSync(join(HOME, 'next'), project, { recursive: true });
    await run(process.execPath, [next, 'build', `--${bundler}`], { cwd: project, env });
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    server = spawn(process.execPath, [next, 'start', '-p', String(port), '-H', '127.0.0.1'], {
      cwd: project,
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await ready(server);
  }, 600_000);

  afterAll(() => {
    server.kill();
    rmSync(project, { recursive: true, force: true });
  });

  test('scans on the server', async () => {
    const page = await (await fetch(url)).text();
    expect(page).toContain(`<p id="hash">${expected.hashes[0]}</p>`);
  });

  test('reads candle files on the server', async () => {
    const answer = await fetch(`${url}/files?folder=${encodeURIComponent(candles)}`);
    expect(await answer.json()).toMatchObject({ scanned: 2 });
  });

  test('scans in the browser, on two threads', async () => {
    const page = await browser.newPage();
    await page.goto(`${url}/client`);
    await page.waitForFunction("document.querySelector('#hash').textContent !== ''");
    expect(await page.textContent('#hash')).toBe(`${expected.hashes[0]} 2`);
    await page.close();
  });
});

function freePort(): Promise<number> {
  return new Promise((found) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => found(port));
    });
  });
}

/** Resolves as the server says that it is. */
function ready(server: ChildProcess): Promise<void> {
  return new Promise((done, fail) => {
    let text = '';
    server.stdout?.setEncoding('utf8').on('data', (part: string) => {
      text += part;
      if (text.includes('Ready in')) done();
    });
    server.on('exit', () => fail(new Error(`Next.js did not start: ${text}`)));
  });
}
