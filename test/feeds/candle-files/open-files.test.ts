import { mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { fromFiles } from '../../../src/node.js';
import { candleCsv } from '../../support/candle-csv.js';
import { afterAll, beforeAll, expect, test } from '../../support/jest.js';
import { zipOf } from '../../support/zip-writer.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'squall-open-files-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const csv = candleCsv({ markets: 2, bars: 300 });
const json = JSON.stringify([[1_709_251_200_000, 1, 2, 1, 2, 5]]);

/** What this process has open of the folder. */
function openFiles(): string[] {
  return readdirSync('/proc/self/fd')
    .map((descriptor) => {
      try {
        return readlinkSync(`/proc/self/fd/${descriptor}`);
      } catch {
        return '';
      }
    })
    .filter((path) => path.startsWith(folder));
}

const onLinux = process.platform === 'linux' ? test.each : test.skip.each;
onLinux([
  ['all.csv', csv],
  ['all.csv.gz', gzipSync(csv)],
  ['all.zip', zipOf({ 'all.csv': csv })],
  ['A-USDT-5m.json', json],
  ['empty.csv', ''],
  ['header.csv', csv.slice(0, 20)],
  ['torn.csv', `${csv}A/USDT,1,1`],
  ['other.csv', '%PDF-1.7\n'],
  ['torn.csv.gz', gzipSync(csv).subarray(0, 900)],
] as const)('%s is closed once it has been read or rejected', async (name, content) => {
  writeFileSync(join(folder, name), content);
  await fromFiles([join(folder, name)]).catch(() => undefined);
  expect(openFiles()).toEqual([]);
});
