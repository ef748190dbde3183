import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '../support/jest.js';
import { pageRoutes } from '../../src/cli/page-files.js';
import { webInflate } from '../../src/codec/web/inflate.js';
import { Recording } from '../../src/recording/reader/recording.js';
import type { RunningServer } from '../../src/server/guarded-server.js';
import { startServer } from '../../src/server/guarded-server.js';
import type { ListenOptions } from '../../src/server/listen-address.js';
import { recordingRoutes, servedRecordings } from '../../src/server/recording-routes.js';
import { launchChromium } from '../support/chromium.js';
import { recordedDay } from './recorded-day.js';

const MOMENTS = 6;

let folder: string;
let path: string;
let bytes: Buffer;
/** Offset in the file after each scan. */
let ends: readonly number[];
let browser: Browser;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'squall-followed-'));
  path = join(folder, 'day.squall');
  bytes = Buffer.from(await recordedDay({ moments: MOMENTS, isSealed: false }));
  const { scans } = await Recording.open(bytes, { inflate: webInflate, sha256: null });
  ends = scans.map(({ end }) => end);
  browser = await launchChromium();
});
afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => rmSync(path, { force: true }));

function serve(options: Partial<ListenOptions> = {}): Promise<RunningServer> {
  return startServer({
    ...{ host: '127.0.0.1', port: 0 },
    ...options,
    routes: [...pageRoutes(), ...recordingRoutes(servedRecordings([path]))],
    onError: (error) => {
      throw error;
    },
  });
}

/** The page, and what of the recording it was sent: offset and length of each part. */
async function openLive(url: string): Promise<{ page: Page; parts: [number, number][] }> {
  const page = await browser.newPage();
  const parts: [number, number][] = [];
  page.on('response', (response) => {
    if (!response.url().endsWith('/recordings/day-1') || !response.ok()) return;
    const headers = response.headers();
    const from = Number(/bytes (\d+)-/.exec(headers['content-range'] ?? '')?.[1] ?? 0);
    parts.push([from, Number(headers['content-length'])]);
  });
  await page.goto(url);
  return { page, parts };
}

/** In the middle of the part added by the scan after this many. */
const cutAfter = (scans: number): number => Math.floor((ends[scans - 1] + (ends[scans] ?? bytes.length)) / 2);

describe('a page that follows a recording', () => {
  test('waits for the first scan, grows with the file, and misses nothing while the server is gone', async () => {
    let server = await serve();
    const { port } = server;
    const { page, parts } = await openLive(`${server.url}/?recording=day-1`);
    await page.getByText('Waiting for the first scan …').waitFor();
    writeFileSync(path, bytes.subarray(0, cutAfter(1)));
    await page.getByRole('button', { name: 'Follow live' }).click();
    await page.getByText('Following live').waitFor();
    appendFileSync(path, bytes.subarray(cutAfter(1), cutAfter(2)));
    while (parts.length < 2) await page.waitForResponse('**/recordings/day-1');
    // Every connection ends, the stream of events too.
    await server.close();
    await page.getByText('Reconnecting …').waitFor();
    appendFileSync(path, bytes.subarray(cutAfter(2), cutAfter(4)));
    server = await serve({ port });
    while (parts.length < 3) await page.waitForResponse('**/recordings/day-1');
    await page.getByText('Following live').waitFor();
    appendFileSync(path, bytes.subarray(cutAfter(4)));
    await page.getByText(`moment ${MOMENTS} of ${MOMENTS}`).waitFor();
    await page.locator('.badge.good', { hasText: 'identical to the recording' }).waitFor();
    // Nothing twice and nothing left out: each part starts where the one before ended.
    let end = 0;
    for (const [from, length] of parts) {
      expect(from).toBe(end);
      end += length;
    }
    expect(end).toBe(bytes.length);
    await page.close();
    await server.close();
  });

  test('starts over if another file has replaced the one it knew', async () => {
    writeFileSync(path, bytes);
    const server = await serve();
    const { page } = await openLive(`${server.url}/?recording=day-1`);
    await page.getByText(`moment ${MOMENTS} of ${MOMENTS}`).waitFor();
    const other = await recordedDay({ moments: 3, markets: 10, isSealed: false });
    rmSync(path);
    writeFileSync(join(folder, 'takes-the-inode'), '');
    writeFileSync(path, other);
    await page.getByText('moment 3 of 3').waitFor();
    await page.locator('.badge.good').waitFor();
    await page.close();
    await server.close();
  });

  test('of a server that others can reach sends the token once, and never shows it', async () => {
    writeFileSync(path, bytes);
    const token = 'a-token-of-the-test';
    const server = await serve({ host: '127.0.0.2', token, allowedHosts: ['127.0.0.2'] });
    const asked: string[] = [];
    const context = await browser.newContext();
    const page = await context.newPage();
    page.on('request', (request) => asked.push(request.url()));
    const refused = await page.goto(`${server.url}/?recording=day-1`);
    expect(refused?.status()).toBe(401);
    asked.length = 0;
    await page.goto(`${server.url}/?recording=day-1&token=${token}`);
    await page.locator('.badge.good').waitFor();
    expect(page.url()).not.toContain(token);
    expect(asked.filter((url) => url.includes(token)).length).toBe(1);
    expect(asked.some((url) => url.endsWith('/recordings/day-1/events'))).toBe(true);
    expect(await page.evaluate('document.cookie')).toBe('');
    await context.close();
    await server.close();
  });
});
