// Writes the documents as a site of plain HTML.
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildSite } from './docs-site/build-site.js';

const FOLDER = 'build/docs-site';
const { pages, assets } = buildSite();
rmSync(FOLDER, { recursive: true, force: true });
const place = (path: string): string => {
  const file = join(FOLDER, path);
  mkdirSync(dirname(file), { recursive: true });
  return file;
};
for (const [path, html] of pages) writeFileSync(place(path), html);
for (const path of assets) copyFileSync(path, place(path));
process.stdout.write(`${FOLDER}/index.html: ${pages.size} pages, ${assets.length} files beside them\n`);
