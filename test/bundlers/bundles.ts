import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser } from 'playwright-core';
import { scan } from '../../src/library/scan.js';
import { createSimulatedFeed } from '../../src/feeds/simulated/simulated-feed.js';
import { serveFolder } from '../support/chromium.js';

export const run = promisify(execFile);

/** What program.mjs finds out. */
export interface Found {
  readonly hashes: readonly string[];
  /** Threads that computed together. */
  readonly workers: number;
  readonly events: readonly unknown[];
}

/** The same, from the unchanged sources. */
export async function expectedOfProgram(): Promise<Found> {
  const { resultSha256 } = await scan(createSimulatedFeed({ seed: 11, marketCount: 24 }), { engine: 'js' });
  return { hashes: Array<string>(4).fill(resultSha256), workers: 2, events: [] };
}

/** What files-program.mjs finds out about two files. */
export const EXPECTED_OF_FILES = { scanned: 2, live: 'NET_RESET' };

/** A separate folder under the system's. */
export function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'squall-bundles-'));
}

/** Writes two markets of 700 bars. @returns the folder */
export function candleFolder(parent: string): string {
  const folder = join(parent, 'candles');
  mkdirSync(folder);
  const rows = Array.from({ length: 700 }, (_, bar) => {
    const close = 100 + Math.sin(bar / 9);
    return [Date.UTC(2025, 0, 1) + 300_000 * bar, close, close + 1, close - 1, close, 10].join();
  });
  const text = ['timestamp,open,high,low,close,volume', ...rows, ''].join('\n');
  for (const name of ['BTC-USDT-5m', 'ETH-USDT-5m']) writeFileSync(join(folder, `${name}.csv`), text);
  return folder;
}

/** What a program is bundled into: `.mjs` and `.cjs` are Node's own endings. */
export function outputFile(folder: string, host: 'node' | 'pages', format: string, name = 'program'): string {
  const ending = host === 'pages' ? 'js' : format === 'cjs' ? 'cjs' : 'mjs';
  return join(folder, `${host}-${format}`, `${name}.${ending}`);
}

/** Runs a program far from any node_modules, as when deployed. @returns its output */
export async function runProgram(file: string, args: readonly string[] = [], runtime = process.execPath) {
  const { stdout } = await run(runtime, [file, ...args], { cwd: dirname(file) });
  return JSON.parse(stdout) as unknown;
}

/** Runs a script in a page that may share memory. */
export async function runInPage(browser: Browser, file: string, isModule: boolean): Promise<Found> {
  const folder = dirname(file);
  const script = `<script ${isModule ? 'type="module"' : 'defer'} src="${file.slice(folder.length + 1)}"></script>`;
  writeFileSync(join(folder, 'index.html'), `<!doctype html><meta charset="utf-8"><title>…</title>${script}`);
  const server = await serveFolder(folder, true);
  const page = await browser.newPage();
  try {
    await page.goto(server.url);
    return await page.evaluate<Found>('globalThis.result');
  } finally {
    await page.close();
    server.close();
  }
}
