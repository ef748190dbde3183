import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '../support/jest.js';
import type { Browser, Page } from 'playwright-core';
import { openSession, parsePreset, simulate } from '../../src/index.js';
import { launchChromium } from '../support/chromium.js';
import type { ServedFolder } from '../support/chromium.js';
import { chooseFile, openPage, press, servePage, SIZE, symbolsOf } from './page-fixture.js';
import { recordedDay } from './recorded-day.js';

let browser: Browser;
let isolated: ServedFolder;
let shared: ServedFolder;

beforeAll(async () => {
  [isolated, shared] = await Promise.all([servePage(true), servePage(false)]);
  browser = await launchChromium();
}, 60_000);

afterAll(async () => {
  await browser.close();
  isolated.close();
  shared.close();
});

/** Moment number, from 1. */
async function momentOf(page: Page): Promise<number> {
  const text = await page.locator('.now small').innerText();
  return Number(/moment (\d+)/.exec(text)?.[1]);
}

/** Every moment has been scanned. */
async function allScanned(page: Page): Promise<void> {
  await page.getByText(`${SIZE.moments} scanned`, { exact: true }).waitFor();
}

describe.each([true, false])('the page, cross-origin isolated: %s', (isIsolated) => {
  test('computes the result that Node computes', async () => {
    const { page, faults } = await openPage(browser, isIsolated ? isolated : shared);
    const feed = simulate({ seed: 1, marketCount: SIZE.markets });
    const session = await openSession(feed);
    const { result } = await session.scan({ asOf: feed.world.defaultAsOfMs });
    const title = await page.locator('.badge[title*=resultSha256]').getAttribute('title');
    expect(title).toContain(result.resultSha256);
    expect(await page.evaluate('crossOriginIsolated')).toBe(isIsolated);
    const best = result.markets.find(({ rank }) => rank === 1)?.symbol ?? result.markets[0].symbol;
    expect((await symbolsOf(page))[0]).toBe(best);
    // The score as the command line shows it, with its legend.
    const score = result.markets.find(({ symbol }) => symbol === best)!.score100!;
    expect(await page.locator('td.col-score').first().innerText()).toBe(score.toFixed(1));
    const header = page.getByRole('columnheader', { name: 'Score' });
    expect(await header.getAttribute('title')).toContain('from 0 to 100; 50 = neither good nor bad');
    expect(faults).toEqual([]);
    await page.context().close();
  });
});

describe('replaying', () => {
  let page: Page;
  let faults: string[];

  beforeAll(async () => {
    ({ page, faults } = await openPage(browser, isolated));
    await allScanned(page);
  }, 60_000);

  afterAll(async () => {
    expect(faults).toEqual([]);
    await page.context().close();
  });

  test('steps by keys, and names the moment in the address', async () => {
    await press(page, 'Home');
    expect(await momentOf(page)).toBe(1);
    await press(page, 'ArrowRight');
    await press(page, 'ArrowRight');
    await press(page, 'ArrowLeft');
    expect(await momentOf(page)).toBe(2);
    await page.waitForURL(/#t=2025-03-11T12:20Z&m=/);
    await press(page, 'End');
    expect(await momentOf(page)).toBe(SIZE.moments);
  });

  test('plays from the beginning to the end', async () => {
    await page.getByLabel('Speed').selectOption('60');
    await page.getByRole('button', { name: 'Play' }).click();
    await page.getByRole('button', { name: 'Pause' }).waitFor();
    await page.getByRole('button', { name: 'Play' }).waitFor();
    expect(await momentOf(page)).toBe(SIZE.moments);
  });

  test('jumps to the next event, at which the ranking changes', async () => {
    await press(page, 'Home');
    await press(page, 'Shift+ArrowRight');
    const moment = await momentOf(page);
    expect(moment).toBeGreaterThan(1);
    const after = await page.locator('tr.passed .name').allInnerTexts();
    await press(page, 'ArrowLeft');
    const before = await page.locator('tr.passed .name').allInnerTexts();
    expect([...after].sort()).not.toEqual([...before].sort());
  });

  test('compares two moments', async () => {
    await press(page, 'Home');
    const first = await page.locator('tr.passed .name').allInnerTexts();
    await press(page, 'c');
    await press(page, 'End');
    const last = await page.locator('tr.passed .name').allInnerTexts();
    const named = async (title: string) =>
      page.locator('.compare-columns > div').filter({ hasText: title }).locator('button').allInnerTexts();
    expect(await named('Entered')).toEqual(last.filter((symbol) => !first.includes(symbol)));
    expect((await named('Left')).sort()).toEqual(first.filter((symbol) => !last.includes(symbol)).sort());
    await press(page, 'c');
  });

  test('sorts by a column, both ways', async () => {
    const header = page.getByRole('columnheader', { name: 'Price' });
    await header.getByRole('button').click();
    expect(await header.getAttribute('aria-sort')).toBe('descending');
    const prices = (await page.locator('td.col-price').allInnerTexts()).map(Number);
    expect(prices.slice(0, 10)).toEqual([...prices.slice(0, 10)].sort((a, b) => b - a));
    await header.getByRole('button').click();
    expect(await header.getAttribute('aria-sort')).toBe('ascending');
    await page.getByRole('columnheader', { name: '#' }).getByRole('button').click();
  });

  test('finds a market by a part of its name', async () => {
    const [, second] = await symbolsOf(page);
    await press(page, '/');
    await page.keyboard.type(second.slice(0, 3).toLowerCase());
    expect(await symbolsOf(page)).toContain(second);
    await page.getByLabel('Search markets').fill('no such market');
    await page.getByText('No market matches').waitFor();
    await page.getByLabel('Search markets').fill('');
    await press(page, 'Escape');
  });

  test('shows why a selected market is in or out, and gives its bars to screen readers', async () => {
    const row = page.locator('tr.failed').first();
    const symbol = await row.locator('.name').innerText();
    await row.click();
    await page.getByRole('tab', { name: 'Why' }).click();
    await page.getByText('What would have to change').waitFor();
    expect(await page.locator('#chart-title').innerText()).toBe(symbol);
    expect(await page.locator('.verdict li').count()).toBeGreaterThan(0);
    const bars = page.locator('.chart-panel table.visually-hidden');
    await bars.waitFor({ state: 'attached' });
    expect(await bars.locator('tbody tr').count()).toBe(20);
    // Nothing beyond the moment: the bar that closes at 15:30 is the last.
    expect(await bars.locator('tbody th').first().textContent()).toContain('15:25');
    await page.getByRole('button', { name: 'Step back' }).click();
    expect(await bars.locator('tbody th').first().textContent()).toContain('15:20');
    await press(page, 'End');
  });

  test('ranks by a changed preset while a slider moves, and saves it as a file', async () => {
    await page.getByRole('tab', { name: 'What if' }).click();
    const before = await page.locator('tr.passed').count();
    await page.getByLabel('Change 1h · min pct').fill('0.5');
    await page.getByLabel('Surge long · min').fill('1');
    await page.getByLabel('Spread', { exact: true }).uncheck();
    await page.getByText('What if: ranked by the changed preset').waitFor();
    await page.locator('tr.passed').nth(before).waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save as preset' }).click(),
    ]);
    const preset = await parsePreset(readFileSync(await download.path(), 'utf8'));
    expect(preset.filters).toMatchObject({ change1h: { minPct: 0.5 }, surgeLong: { min: 1 } });
    expect(preset.filters.spread).toBeUndefined();
    await page.getByRole('button', { name: 'Reset', exact: true }).click();
    await page.locator('tr.passed').nth(before).waitFor({ state: 'detached' });
  });

  test('measures its engines, which agree in every bit', async () => {
    await page.getByRole('button', { name: 'Benchmark' }).click();
    await page.getByRole('button', { name: 'Measure' }).click();
    const rows = page.locator('.benchmark tbody tr');
    await rows.first().waitFor();
    expect(await rows.locator('th').allInnerTexts()).toEqual(['simd', 'scalar', 'js']);
    expect(await rows.locator('td:last-child').allInnerTexts()).toEqual(['yes', 'yes', 'yes']);
    await press(page, 'Escape');
  });

  test('reports in one sentence a file that is not a recording, and continues with what it has', async () => {
    await page.locator('input[type=file]').setInputFiles({
      name: 'notes.squall',
      mimeType: 'application/octet-stream',
      buffer: Buffer.from('not a recording'),
    });
    await page.getByRole('alert').waitFor();
    expect(await page.getByRole('alert').innerText()).toContain('could not be opened');
    expect(await page.locator('tr.passed, tr.failed').count()).toBeGreaterThan(5);
    await page.getByRole('button', { name: 'Dismiss' }).click();
  });
});

describe('a recording', () => {
  test('is identical to what was recorded, moment by moment, and says where it is not', async () => {
    const { page, faults } = await openPage(browser, isolated);
    await chooseFile(page, await recordedDay({ moments: 4, wrongAt: 1 }));
    await page.locator('.source-title', { hasText: 'day.squall' }).waitFor();
    await page.getByText('4 scanned', { exact: true }).waitFor();
    const words: string[] = [];
    for (const key of ['Home', 'ArrowRight', 'ArrowRight', 'ArrowRight']) {
      await press(page, key);
      words.push((await page.locator('.badge').innerText()).replace(/ ?[0-9a-f]{8}$/, '').trim());
    }
    const same = 'identical to the recording';
    expect(words).toEqual([same, 'differs from the recording', same, same]);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  test('in one file is opened from disk, and is identical to what was recorded', async () => {
    const bytes = Buffer.from(await recordedDay({ moments: 2 })).toString('base64');
    const place = '<script id="recording" type="application/octet-stream">';
    const page = readFileSync('build/web-single/index.html', 'utf8');
    expect(page).toContain(place);
    expect(page).not.toMatch(/(src|href)="(?!data:)/);
    const folder = mkdtempSync(join(tmpdir(), 'squall-file-'));
    const file = join(folder, 'day.html');
    writeFileSync(
      file,
      page.replace(place, () => `${place.slice(0, -1)} data-name="day.squall">${bytes}`),
    );
    const opened = await browser.newPage();
    await opened.goto(pathToFileURL(file).href);
    await opened.locator('.badge.good', { hasText: 'identical to the recording' }).waitFor();
    expect(await opened.locator('.source-title').innerText()).toContain('day.squall');
    await opened.close();
    rmSync(folder, { recursive: true });
  });

  test('that is damaged is shown as far as it can be read', async () => {
    const { page } = await openPage(browser, isolated);
    const bytes = await recordedDay({ moments: 4 });
    bytes.fill(0x5a, bytes.length >> 1, (bytes.length >> 1) + 40);
    await chooseFile(page, bytes);
    await page.getByText('This recording is damaged').waitFor();
    await page.context().close();
  });

  test('that grows on the server is followed, across a lost connection', async () => {
    const bytes = await recordedDay({ moments: 6 });
    const { page } = await openPage(browser, isolated);
    let size = Math.floor(bytes.length * 0.9);
    let isDown = false;
    await page.route('**/recordings/day', async (route) => {
      const from = Number(/bytes=(\d+)-/.exec(route.request().headers().range ?? '')?.[1] ?? 0);
      if (isDown) return route.abort('connectionrefused');
      if (from >= size) return route.fulfill({ status: 416 });
      return route.fulfill({ status: from === 0 ? 200 : 206, body: Buffer.from(bytes.slice(from, size)) });
    });
    await page.goto(`${isolated.url}?recording=day`);
    await page.getByRole('button', { name: 'Follow live' }).click();
    const before = await momentOf(page);
    expect(before).toBeLessThan(6);
    isDown = true;
    await page.getByText('Reconnecting …').waitFor();
    isDown = false;
    size = bytes.length;
    await page.getByText('moment 6 of 6').waitFor();
    await page.locator('.badge.good').waitFor();
    await page.context().close();
  });
});

test('the page without data weighs at most 250 kB gzipped', () => {
  const files = readdirSync('build/web', { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const sizes = files.map(({ parentPath, name }) => gzipSync(readFileSync(join(parentPath, name))).length);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(250_000);
});

test('a link leads to its moment and market', async () => {
  const { page } = await openPage(browser, isolated, { hash: '#t=2025-03-11T14:00Z&m=ETH%2FUSDT' });
  await page.locator('#chart-title', { hasText: 'ETH/USDT' }).waitFor();
  expect(await page.locator('.now b').innerText()).toBe('14:00');
  await page.context().close();
});

test.each([400, 768, 1280])(
  'at %d px nothing is wider than the screen and no name lies on another',
  async (width) => {
    const { page } = await openPage(browser, isolated, { viewport: { width, height: 800 } });
    const overflow = await page.evaluate<number>(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    expect(overflow).toBeLessThanOrEqual(0);
    const rows = await page.locator('tr.passed, tr.failed').all();
    const boxes = await Promise.all(rows.slice(0, 8).map((row) => row.boundingBox()));
    boxes.slice(1).forEach((box, at) => expect(box?.y).toBeGreaterThanOrEqual((boxes[at]?.y ?? 0) + 29));
    expect((await page.locator('.ranking .name').first().boundingBox())?.width).toBeGreaterThan(50);
    await page.context().close();
  },
);

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly impact: string;
    readonly nodes: readonly { readonly html: string }[];
  }[];
}

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

test.each([
  ['dark', 1280],
  ['light', 1280],
  ['dark', 400],
] as const)('axe finds nothing serious: %s, %d px', async (colorScheme, width) => {
  // axe is put into the page, which the page's policy would block.
  const { page } = await openPage(browser, isolated, {
    colorScheme,
    viewport: { width, height: 800 },
    bypassCSP: true,
  });
  await page.addScriptTag({ path: AXE });
  for (const tab of width > 900 ? ['Why', 'What if', 'Funnel', 'Compare'] : [null]) {
    if (tab !== null) await page.getByRole('tab', { name: tab }).click();
    const { violations } = await page.evaluate<AxeResult>('axe.run()');
    const serious = violations.filter(({ impact }) => ['serious', 'critical'].includes(impact));
    expect(serious.map(({ id, nodes }) => [tab, id, nodes.map(({ html }) => html).slice(0, 3)])).toEqual([]);
  }
  await page.context().close();
});
