import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { launchChromium, serveFolder } from '../../test/support/chromium.js';
import { SCRUB, WATCH_OPENING, WHAT_IF } from './in-page.js';
import { recordMarket } from './recorded-market.js';
import type { RecordedMarket } from './recorded-market.js';

const PAGE = 'build/web';

/** A recording in a headless Chromium. */
export interface PageRow {
  readonly browser: string;
  readonly markets: number;
  readonly bars: number;
  readonly scans: number;
  /**
   * From the choice of the file until the ranking of its last moment is shown and agrees with the recording.
   */
  readonly openMs: number;
  /** While the page scans every moment again. */
  readonly scansPerSecond: number;
  /**
   * Medians: from moving the time slider until the moment is shown; of a what-if slider over `whatIfMarkets`.
   */
  readonly scrubMs: number;
  readonly whatIfMs: number;
  readonly whatIfMarkets: number;
  /** Bytes per candle of a sealed file. */
  readonly bytesPerCandle: number;
  /** All that the page may load, each file gzipped. */
  readonly pageGzipBytes: number;
}

type Opening = Readonly<Record<'openMs' | 'scanMs' | 'scannedAtFirst', number>>;

/** Measures the built page. */
export async function measurePage(markets = 500, bars = 2000, stride = 12): Promise<PageRow> {
  const recorded = await recordMarket(markets, bars, stride);
  const served = await serveFolder(PAGE, true);
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    const opened = await openAndScan(page, served.url, recorded);
    const scrubs = await page.evaluate<number[]>(SCRUB);
    const whatIfs = await dragWhatIf(page, served.url, markets);
    return {
      browser: `Chromium ${browser.version()}`,
      markets,
      bars,
      scans: recorded.scans,
      ...opened,
      scrubMs: median(scrubs),
      whatIfMs: median(whatIfs),
      whatIfMarkets: markets,
      bytesPerCandle: recorded.bytes.length / (markets * bars),
      pageGzipBytes: pageBytes(),
    };
  } finally {
    await browser.close();
    served.close();
  }
}

async function openAndScan(
  page: Page,
  url: string,
  { bytes, scans }: RecordedMarket,
): Promise<Pick<PageRow, 'openMs' | 'scansPerSecond'>> {
  await page.goto(`${url}?markets=20&moments=2`);
  await page.locator('tr.passed, tr.failed').first().waitFor();
  await page.evaluate(WATCH_OPENING);
  const file = { name: 'market.squall', mimeType: 'application/octet-stream', buffer: Buffer.from(bytes) };
  await page.locator('input[type=file]').setInputFiles(file);
  const { openMs, scanMs, scannedAtFirst } = await page.evaluate<Opening>('opening');
  return { openMs, scansPerSecond: (1000 * (scans - scannedAtFirst)) / scanMs };
}

async function dragWhatIf(page: Page, url: string, markets: number): Promise<number[]> {
  await page.goto(`${url}?markets=${markets}&moments=1`);
  await page.locator('tr.passed, tr.failed').first().waitFor();
  await page.getByRole('tab', { name: 'What if' }).click();
  await page.locator('#filter-surgeLong-min').waitFor();
  return page.evaluate<number[]>(WHAT_IF);
}

/**
 * Everything under the page's folder except the scalar kernels, which are loaded instead of the others, not
 * in addition.
 */
function pageBytes(): number {
  return readdirSync(PAGE, { recursive: true })
    .map(String)
    .filter((name) => name.includes('.') && !name.includes('squall.scalar'))
    .reduce((sum, name) => sum + gzipSync(readFileSync(join(PAGE, name)), { level: 9 }).length, 0);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}
