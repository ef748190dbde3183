// Creates docs/images/page.png, the README's picture: the output of `npm run page` once every moment is
// scanned.
import { launchChromium, serveFolder } from '../test/support/chromium.js';

const SIZE = { width: 1280, height: 800 };
const FILE = 'docs/images/page.png';

const server = await serveFolder('build/web', true);
const browser = await launchChromium();
try {
  const page = await browser.newPage({ viewport: SIZE, colorScheme: 'dark' });
  await page.goto(server.url);
  // 288 scans of 400 markets; a busy machine takes its time.
  await page.getByText('288 scanned', { exact: true }).waitFor({ timeout: 300_000 });
  await page.locator('.verdict').waitFor();
  await page.screenshot({ path: FILE });
  console.log(`${FILE}: ${SIZE.width} × ${SIZE.height}`);
} finally {
  await browser.close();
  server.close();
}
