import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readPlainBytes } from '../files/plain-file.js';
import { isSoundRow } from '../market/clean-row.js';
import { sha256 } from '../platform/node.js';
import type { MarketManifest, SegmentEntry } from './market-manifest.js';
import { MANIFEST_FILE } from './market-manifest.js';
import { monthOf } from './months.js';
import { decodePart } from './segment-parts.js';
import { listMarkets, readDescription } from './store-folder.js';

/** A problem in a store, and where. */
export interface StoreDamage {
  readonly file: string;
  readonly what: string;
}

export interface StoreReport {
  readonly markets: number;
  readonly segments: number;
  readonly bars: number;
  readonly bytes: number;
  readonly damage: readonly StoreDamage[];
}

/**
 * Reads everything: every segment against its hash, every part decoded, every bar on the grid, in order and possible.
 * @throws {SquallError} NO_INPUT, STORE_CORRUPT: no store, or an unidentified one.
 */
export function verifyStore(folder: string): StoreReport {
  const { timeframeMs } = readDescription(folder);
  const damage: StoreDamage[] = [];
  const listed = listMarkets(folder);
  let [segments, bars, bytes] = [0, 0, 0];
  for (const entry of listed) {
    if ('problem' in entry) {
      damage.push({ file: join(entry.folder, MANIFEST_FILE), what: entry.problem });
      continue;
    }
    for (const segment of entry.manifest.segments) {
      segments++;
      bytes += segment.bytes;
      const file = join(entry.folder, segment.file);
      const checked = checkSegment(file, segment, timeframeMs);
      bars += checked.bars;
      damage.push(...checked.problems.map((what) => ({ file, what })));
    }
    damage.push(...problemsOfOrder(entry.folder, entry.manifest));
  }
  damage.push(
    ...orphans(
      folder,
      listed.map((entry) => entry.folder),
    ),
  );
  return { markets: listed.length, segments, bars, bytes, damage };
}

function checkSegment(
  file: string,
  segment: SegmentEntry,
  timeframeMs: number,
): { readonly bars: number; readonly problems: readonly string[] } {
  let content: Uint8Array;
  try {
    content = readPlainBytes(file, 0, segment.bytes);
  } catch (error) {
    return { bars: 0, problems: [`cannot be read: ${(error as Error).message}`] };
  }
  if (content.length < segment.bytes) {
    return { bars: 0, problems: [`has ${content.length} bytes, its manifest says ${segment.bytes}`] };
  }
  const problems = sha256([content]) === segment.sha256 ? [] : ['is not what its hash says'];
  let bars = 0;
  for (const part of segment.parts) {
    const where = `bytes ${part.offset} to ${part.offset + part.bytes}`;
    try {
      const rows = decodePart(content.subarray(part.offset, part.offset + part.bytes), part);
      bars += part.rows;
      const wrong = [...rows.openTimeMs.keys()].find((row) => {
        const timeMs = rows.openTimeMs[row];
        const isInOrder = row === 0 || timeMs > rows.openTimeMs[row - 1];
        const isInPlace = timeMs % timeframeMs === 0 && monthOf(timeMs) === segment.month;
        return !isInOrder || !isInPlace || !isSoundRow(rows, row);
      });
      if (wrong !== undefined) problems.push(`${where}: bar ${wrong} is impossible or out of order`);
    } catch (error) {
      problems.push(`${where}: ${(error as Error).message}`);
    }
  }
  return { bars, problems };
}

function problemsOfOrder(folder: string, { segments }: MarketManifest): StoreDamage[] {
  const parts = segments.flatMap((segment) => segment.parts);
  const wrong = parts.findIndex((part, index) => index > 0 && part.firstMs <= parts[index - 1].lastMs);
  return wrong < 0 ? [] : [{ file: join(folder, MANIFEST_FILE), what: 'names parts that overlap' }];
}

/** A folder with candles but without a manifest. */
function orphans(folder: string, known: readonly string[]): StoreDamage[] {
  const listed = new Set(known);
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !listed.has(join(folder, entry.name)))
    .map(({ name }) => join(folder, name))
    .filter((market) => readdirSync(market).some((name) => name.endsWith('.candles')))
    .map((file) => ({ file, what: `has candles, but no ${MANIFEST_FILE}` }));
}
