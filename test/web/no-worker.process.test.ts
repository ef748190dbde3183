import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from '../support/jest.js';
import { launchChromium } from '../support/chromium.js';
import type { ServedFolder } from '../support/chromium.js';
import { chooseFile, openPage, press, servePage } from './page-fixture.js';
import { recordedDay } from './recorded-day.js';

let browser: Browser;
let isolated: ServedFolder;
let shared: ServedFolder;
let bytes: Uint8Array;
beforeAll(async () => {
  [isolated, shared] = await Promise.all([servePage(true), servePage(false)]);
  bytes = await recordedDay({ moments: 3 });
  browser = await launchChromium();
}, 60_000);
afterAll(async () => {
  await browser.close();
  isolated.close();
  shared.close();
});

/** Ways in which a browser has no worker for a page. */
const NO_WORKER = {
  'throws at once': `globalThis.Worker = class { constructor() { throw new DOMException('refused', 'SecurityError'); } }`,
  'is missing': 'delete globalThis.Worker',
  'fails while it loads': `globalThis.Worker = class extends EventTarget {
    constructor() { super(); setTimeout(() => this.dispatchEvent(new Event('error')), 20); }
    postMessage() {}
  }`,
};

async function expectIdentical(page: Page): Promise<void> {
  await page.getByText('3 scanned', { exact: true }).waitFor();
  for (const key of ['Home', 'ArrowRight', 'ArrowRight']) {
    await press(page, key);
    await page.locator('.badge.good', { hasText: 'identical to the recording' }).waitFor();
  }
}

describe.each(Object.entries(NO_WORKER))('where a worker %s', (_, script) => {
  test.each([true, false])(
    'the page computes the same in one thread, and says so (isolated: %s)',
    async (isIsolated) => {
      const { page, faults } = await openPage(browser, isIsolated ? isolated : shared, { script });
      const notice = page.getByRole('status').filter({ hasText: 'No worker could start here' });
      expect(await notice.innerText()).toContain('in one thread');
      await chooseFile(page, bytes);
      await page.locator('.source-title', { hasText: 'day.squall' }).waitFor();
      await expectIdentical(page);
      expect(await page.locator('.run-info').innerText()).toContain('1 thread ·');
      await page.getByRole('tab', { name: 'What if' }).click();
      await page.getByLabel('Change 1h · min pct').fill('0.5');
      await page.getByText('What if: ranked by the changed preset').waitFor();
      await notice.getByRole('button', { name: 'Dismiss' }).click();
      await notice.waitFor({ state: 'detached' });
      expect(faults).toEqual([]);
      await page.context().close();
    },
  );
});

test('a single file without a worker, opened from disk, finds its recording identical', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'squall-no-worker-'));
  const place = '<script id="recording" type="application/octet-stream">';
  const single = readFileSync('build/web-single/index.html', 'utf8');
  const data = Buffer.from(bytes).toString('base64');
  const file = join(folder, 'day.html');
  writeFileSync(
    file,
    single.replace(place, () => `${place.slice(0, -1)} data-name="day.squall">${data}`),
  );
  const page = await browser.newPage();
  await page.addInitScript(NO_WORKER['throws at once']);
  await page.goto(pathToFileURL(file).href);
  await page.getByText('No worker could start here').waitFor();
  await expectIdentical(page);
  await page.close();
  rmSync(folder, { recursive: true });
});

test('where not even the page can load the engine it says so', async () => {
  const page = await browser.newPage();
  await page.addInitScript(NO_WORKER['throws at once']);
  await page.route('**/engine-worker-*', (route) => route.abort());
  await page.goto(shared.url);
  await page.getByRole('alert').waitFor();
  expect(await page.getByRole('alert').innerText()).toContain('The engine could not be loaded');
  await page.close();
});
