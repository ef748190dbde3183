import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from '../support/jest.js';
import { launchChromium } from '../support/chromium.js';
import type { ServedFolder } from '../support/chromium.js';
import { chooseFile, openPage, press, servePage } from './page-fixture.js';
import { recordedDay } from './recorded-day.js';

const MOMENTS = 30;
/** Its recorded hash is another one. */
const WRONG_AT = 11;

let browser: Browser;
let served: ServedFolder;
let bytes: Uint8Array;
beforeAll(async () => {
  served = await servePage(true);
  bytes = await recordedDay({ moments: MOMENTS, markets: 12, wrongAt: WRONG_AT });
  browser = await launchChromium();
}, 60_000);
afterAll(async () => {
  await browser.close();
  served.close();
});

/**
 * Two cores; notes which engine scanned which moments of a file. The page's own engine gets its third scan
 * when `isHelperDone` is true: whichever is faster, both have their turn.
 */
function watchEngines(isHelperDone: string, ofHelper = ''): string {
  return `
    Object.defineProperty(navigator, 'hardwareConcurrency', { value: 2 });
    globalThis.engines = [];
    globalThis.Worker = class extends Worker {
      constructor(...given) {
        super(...given);
        this.scans = [];
        this.replies = 0;
        engines.push(this);
        this.addEventListener('message', ({ data }) => {
          this.replies += this.scans.some(({ id }) => id === data.id) ? 1 : 0;
          const [own, helper] = engines;
          if (helper !== undefined && (${isHelperDone})) own.held.splice(0).forEach((call) => own.send(call));
        });
        this.held = [];
      }
      send(call) { super.postMessage(call); }
      postMessage(call) {
        if (this !== engines[0]) { ${ofHelper} }
        if (call.method === 'open') this.scans = [];
        if (call.method === 'scan') this.scans.push({ id: call.id, index: call.args[0] });
        const mustWait = globalThis.isWatching && this === engines[0] && this.scans.length > 2 && !this.isFree;
        if (!mustWait) return this.send(call);
        this.isFree = true;
        this.held.push(call);
      }
    };`;
}

const COUNTS = 'engines.map(({ scans }) => scans.length)';

async function openFile(script: string) {
  const opened = await openPage(browser, served, { script });
  const { page } = opened;
  await page.getByText('40 scanned', { exact: true }).waitFor();
  await page.evaluate('void (globalThis.isWatching = true)');
  await chooseFile(page, bytes);
  await page.locator('.source-title', { hasText: 'day.squall' }).waitFor();
  await page.getByText(`${MOMENTS} scanned`, { exact: true }).waitFor();
  return opened;
}

test('a second engine scans moments of a recording, each once, and each is compared', async () => {
  const { page, faults } = await openFile(watchEngines('helper.replies > 0'));
  const indices = await page.evaluate<number[]>(
    'engines.flatMap(({ scans }) => scans.map(({ index }) => index))',
  );
  expect([...new Set(indices)].length).toBe(MOMENTS);
  const [own, helper] = await page.evaluate<number[]>(COUNTS);
  expect([own > 0, helper > 0]).toEqual([true, true]);
  await press(page, 'Home');
  for (let moment = 0; moment < MOMENTS; moment++) {
    const badge = moment === WRONG_AT ? '.badge.bad' : '.badge.good';
    await page.locator(badge).waitFor();
    await press(page, 'ArrowRight');
  }
  expect(faults).toEqual([]);
  await page.context().close();
});

test('a second engine that fails leaves everything to the first', async () => {
  const fail = `if (call.method === 'scan') {
    this.scans.push({ id: call.id, index: call.args[0] });
    this.hasFailed = true;
    setTimeout(() => this.dispatchEvent(new MessageEvent('message', { data: { id: call.id, error: 'no' } })));
    return;
  }`;
  const { page, faults } = await openFile(watchEngines('helper.hasFailed', fail));
  await press(page, 'Home');
  await page.locator('.badge.good').waitFor();
  expect(await page.locator('.scan-error').count()).toBe(0);
  expect(faults).toEqual([]);
  await page.context().close();
});

test('another file ends the engines of the one before', async () => {
  const { page } = await openFile(watchEngines('helper.replies > 0'));
  await page.evaluate(
    `engines[1].terminate = function () { this.isEnded = true; Worker.prototype.terminate.call(this); }`,
  );
  await chooseFile(page, bytes);
  // A function: a string would be evaluated repeatedly, which the page's policy forbids.
  await page.waitForFunction(
    () => (globalThis as unknown as { engines: { isEnded?: boolean }[] }).engines[1].isEnded,
  );
  await page.getByText(`${MOMENTS} scanned`, { exact: true }).waitFor();
  await page.context().close();
});
