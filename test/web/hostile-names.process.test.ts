import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { parsePreset } from '../../src/index.js';
import { displaySymbol } from '../../src/market/symbol.js';
import { decodeLink, encodeLink, linkName } from '../../web/model/link.js';
import { afterAll, beforeAll, describe, expect, test } from '../support/jest.js';
import { launchChromium } from '../support/chromium.js';
import type { ServedFolder } from '../support/chromium.js';
import { runCli } from '../support/run-cli.js';
import { HOSTILE_NAMES } from './hostile-names.js';
import { chooseFile, openPage, press, servePage } from './page-fixture.js';
import { recordedDay } from './recorded-day.js';

let browser: Browser;
let server: ServedFolder;
let bytes: Uint8Array;
beforeAll(async () => {
  bytes = await recordedDay({
    moments: 2,
    markets: HOSTILE_NAMES.length,
    symbols: HOSTILE_NAMES,
    presetName: HOSTILE_NAMES[0],
  });
  server = await servePage(true);
  browser = await launchChromium();
}, 60_000);
afterAll(async () => {
  await browser.close();
  server.close();
});

const SHOWN = HOSTILE_NAMES.map((name) => displaySymbol(name));

/** Nothing ran, and there is no element that the page does not create itself. */
async function expectInert(page: Page): Promise<void> {
  expect(await page.evaluate('globalThis.__pwned')).toBeUndefined();
  const strange =
    '#app :is(img, script, iframe, base, meta, link, style, form, math, details:not(.provenance), [onload], [onerror], [onfocus], [onclick], [onmouseover], [srcdoc])';
  expect(await page.locator(strange).count()).toBe(0);
  expect(await page.locator('base, meta[http-equiv]:not([http-equiv=Content-Security-Policy])').count()).toBe(
    0,
  );
}

/** Boxes of names that lie on one another, or are taller than their rows. */
const MISPLACED = `[...document.querySelectorAll('.ranking tbody tr:not(.spacer)')].flatMap((row, at, rows) => {
  const box = row.getBoundingClientRect();
  const name = row.querySelector('.name').getBoundingClientRect();
  const cell = row.querySelector('.name').closest('td').getBoundingClientRect();
  const before = at === 0 ? null : rows[at - 1].getBoundingClientRect();
  const isRight = box.height <= 31 && (before === null || before.bottom <= box.top + 1) &&
    name.top >= cell.top && name.bottom <= cell.bottom && name.left >= cell.left - 1 && name.right <= cell.right + 1;
  return isRight ? [] : [row.innerText.slice(0, 60)];
})`;

async function expectInPlace(page: Page): Promise<void> {
  expect(await page.evaluate(MISPLACED)).toEqual([]);
  const wider = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
  expect(await page.evaluate(wider)).toBeLessThanOrEqual(0);
}

/** Goes through all markets. @returns the titles that the page gave them. */
async function walk(page: Page): Promise<string[]> {
  await press(page, 'Home');
  const titles: string[] = [];
  for (let row = 0; row < HOSTILE_NAMES.length; row++) {
    await press(page, row === 0 ? 'End' : 'ArrowDown');
    titles.push((await page.locator('#chart-title').textContent()) ?? '');
    await expectInPlace(page);
  }
  return titles;
}

/** Follows a link to each market, like someone who received it. */
async function followLinks(page: Page): Promise<void> {
  for (const symbol of HOSTILE_NAMES) {
    const link = encodeLink({ asOfMs: null, symbol, compareMs: null });
    await page.evaluate(`location.hash = ${JSON.stringify(link)}`);
    // The page adds the moment when it has followed it. Polled: an event can be gone before it is awaited.
    await page.evaluate(`new Promise((done) => {
      const look = () => (/[#&]t=/.test(location.hash) ? done() : requestAnimationFrame(look));
      look();
    })`);
    const found = decodeLink(await page.evaluate<string>('location.hash'));
    expect(found.symbol).toBe(linkName(symbol));
    expect(await page.locator('#chart-title').textContent()).toBe(displaySymbol(symbol));
  }
}

test(`there are ${HOSTILE_NAMES.length} hostile names, each another one`, () => {
  expect(HOSTILE_NAMES.length).toBeGreaterThanOrEqual(60);
  expect(new Set(HOSTILE_NAMES.map(linkName)).size).toBe(HOSTILE_NAMES.length);
});

describe.each([1280, 400])('hostile names in a page of %d px', (width) => {
  test('are shown, linked to and read aloud, and do nothing that they say', async () => {
    const { page, faults } = await openPage(browser, server, { viewport: { width, height: 800 } });
    await chooseFile(page, bytes);
    await page.locator('.source-title', { hasText: 'day.squall' }).waitFor();
    await page.getByText('2 scanned', { exact: true }).waitFor({ state: 'attached' });
    expect((await walk(page)).sort()).toEqual([...SHOWN].sort());
    await followLinks(page);
    // Spoken names are those that are shown: no control, format or bidi character is left in any of them.
    const spoken = await page.evaluate<string[]>(
      `[...document.querySelectorAll('#app [title], #app [aria-label]')].flatMap((element) =>
        [element.getAttribute('title') ?? '', element.getAttribute('aria-label') ?? ''])`,
    );
    expect(spoken.filter((text) => /[\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(text))).toEqual([]);
    expect(Math.max(...spoken.map((text) => text.length))).toBeLessThan(1_000);
    await expectInert(page);
    expect(faults).toEqual([]);
    await page.context().close();
  });
});

test('hostile names do nothing in the panels, and a saved preset has a name that scan takes', async () => {
  const { page, faults } = await openPage(browser, server);
  await chooseFile(page, bytes);
  await page.locator('.source-title', { hasText: 'day.squall' }).waitFor();
  await page.getByText('2 scanned', { exact: true }).waitFor();
  await press(page, 'Home');
  await press(page, 'c');
  await press(page, 'End');
  for (const tab of ['Why', 'Funnel', 'Compare', 'What if']) {
    await page.getByRole('tab', { name: tab }).click();
    await expectInert(page);
  }
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save as preset' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('script-globalthis-pwned-1-script-what-if.json');
  const preset = parsePreset(readFileSync(await download.path(), 'utf8'));
  expect((await preset).name).toBe('script-globalthis-pwned-1-script-what-if');
  expect(faults).toEqual([]);
  await page.context().close();
});

test('whatever else a recording says, in errors, warnings, its source and its version, does nothing', async () => {
  const saying = HOSTILE_NAMES.slice(0, 55).join(' ');
  const talking = await recordedDay({ moments: 2, markets: 12, saying });
  const { page, faults } = await openPage(browser, server);
  await chooseFile(page, talking);
  await page.locator('.source-title', { hasText: 'day.squall' }).waitFor();
  await press(page, 'Home');
  for (const tab of ['Why', 'Funnel', 'Compare', 'What if']) {
    await page.getByRole('tab', { name: tab }).click();
    for (let row = 0; row < 12; row++) await press(page, 'ArrowDown');
    await expectInert(page);
  }
  // It is shown, so that there is something to be inert.
  expect(await page.evaluate<string>('document.body.textContent')).toContain('globalThis.__pwned');
  expect(faults).toEqual([]);
  await page.context().close();
});

test('in an exported page no script runs but its own, and nothing is requested elsewhere', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'squall-hostile-'));
  const [day, html] = ['day.squall', 'day.html'].map((file) => join(folder, file));
  writeFileSync(day, bytes);
  expect(await runCli(['export', day, '--html', html, '--quiet'])).toMatchObject({ exitCode: 0 });
  const planted =
    '<script>globalThis.__pwned=1</script><script type="module">globalThis.__pwned=1</script>' +
    '<img src="https://evil.example/x" onerror="globalThis.__pwned=1"><script src="https://evil.example/y"></script>';
  writeFileSync(
    html,
    readFileSync(html, 'utf8').replace('</body>', () => `${planted}</body>`),
  );
  const page = await browser.newPage();
  const asked: string[] = [];
  page.on('response', (response) => asked.push(response.url()));
  await page.goto(pathToFileURL(html).href);
  await page.locator('.badge.good', { hasText: 'identical to the recording' }).waitFor();
  expect(await page.evaluate('globalThis.__pwned')).toBeUndefined();
  expect(asked.filter((url) => !/^(file|data|blob):/.test(url))).toEqual([]);
  await page.close();
  rmSync(folder, { recursive: true });
});

test('a page exported under a hostile name opens from disk and does nothing that names say', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'squall-hostile-'));
  const day = join(folder, `"><img src=x onerror=globalThis.__pwned=1>&quot;\u202e$&.squall`);
  const html = join(folder, 'day.html');
  writeFileSync(day, bytes);
  expect(await runCli(['export', day, '--html', html, '--quiet'])).toMatchObject({ exitCode: 0 });
  const page = await browser.newPage();
  const asked: string[] = [];
  page.on('request', (request) => {
    if (!/^(file|data|blob):/.test(request.url())) asked.push(request.url());
  });
  await page.goto(pathToFileURL(html).href);
  await page.locator('.badge.good', { hasText: 'identical to the recording' }).waitFor();
  for (let row = 0; row < HOSTILE_NAMES.length; row++) await press(page, 'ArrowDown');
  await expectInPlace(page);
  await expectInert(page);
  expect(asked).toEqual([]);
  await page.close();
  rmSync(folder, { recursive: true });
});
