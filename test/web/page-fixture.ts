import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { ServedFolder } from '../support/chromium.js';
import { serveFolder } from '../support/chromium.js';

/** As strict as the server that comes with the package. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

/** The page as served, cross-origin isolated or not. */
export function servePage(isIsolated: boolean): Promise<ServedFolder> {
  return serveFolder('build/web', isIsolated, { 'Content-Security-Policy': POLICY });
}

/** Number of markets of the simulated market that it shows. */
export const SIZE = { markets: 60, moments: 40 };
const QUERY = `?markets=${SIZE.markets}&moments=${SIZE.moments}`;

export interface OpenedPage {
  readonly page: Page;
  /** The browser's complaints, and requests to anyone else. */
  readonly faults: string[];
}

interface PageOptions extends BrowserContextOptions {
  readonly hash?: string;
  /** Runs before everything of the page. */
  readonly script?: string;
}

/** The page with its first ranking and its reasons. */
export async function openPage(
  browser: Browser,
  server: ServedFolder,
  { hash = '', script = '', ...options }: PageOptions = {},
): Promise<OpenedPage> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    colorScheme: 'dark',
    ...options,
  });
  const page = await context.newPage();
  if (script !== '') await page.addInitScript(script);
  const faults: string[] = [];
  page.on('pageerror', ({ message }) => faults.push(message));
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(server.url) && !url.startsWith('blob:')) faults.push(`asked ${url}`);
  });
  await page.goto(`${server.url}${QUERY}${hash}`);
  await page.locator('tr.passed, tr.failed').first().waitFor();
  return { page, faults };
}

/** Presses a key and waits until the page has drawn its effect. */
export async function press(page: Page, key: string): Promise<void> {
  await page.keyboard.press(key);
  await page.evaluate('new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))');
}

export async function symbolsOf(page: Page): Promise<string[]> {
  return page.locator('.ranking .name').allInnerTexts();
}

/** Gives the page a file, as by a user who chooses one. */
export async function chooseFile(page: Page, bytes: Uint8Array): Promise<void> {
  const file = { name: 'day.squall', mimeType: 'application/octet-stream', buffer: Buffer.from(bytes) };
  await page.locator('input[type=file]').setInputFiles(file);
}
