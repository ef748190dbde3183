import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readTextFile } from '../files/read-text.js';
import { formatTimeframe, timeframeFromText } from '../market/timeframe.js';
import { parseJson } from '../util/parse-json.js';
import { SquallError } from '../util/squall-error.js';
import { sha256 } from '../platform/node.js';
import { shownValue } from '../util/plain-text.js';
import type { MarketManifest } from './market-manifest.js';
import { MANIFEST_FILE, parseManifest } from './market-manifest.js';

/** What all candles of a store are. */
export interface StoreDescription {
  /** ccxt's id: binance; or what candles from files were called. */
  readonly exchange: string;
  /** spot, swap, or `unknown` of files. */
  readonly type: string;
  readonly timeframeMs: number;
}

/** Its presence makes a folder a store. */
export const STORE_FILE = 'store.json';
const SCHEMA = 1;
/** Largest manifest of a market: years of segments. */
const MAX_MANIFEST_BYTES = 64 * 2 ** 20;
/** Folders of a store: candles are no secret. */
export const FOLDER_MODE = 0o777;
/** A name of a file may have 255 bytes on most disks. */
const MAX_NAME = 200;
const KEPT_OF_LONG = 120;

/** `binance-spot-5m` */
export function storeName({ exchange, type, timeframeMs }: StoreDescription): string {
  return `${exchange}-${type}-${formatTimeframe(timeframeMs)}`;
}

export function descriptionText({ exchange, type, timeframeMs }: StoreDescription): string {
  return `${JSON.stringify({ schema: SCHEMA, exchange, type, timeframe: formatTimeframe(timeframeMs) })}\n`;
}

/** @throws {SquallError} NO_INPUT (66): no store is there. STORE_CORRUPT (22): its description cannot be read. */
export function readDescription(folder: string): StoreDescription {
  let text: string;
  try {
    text = readTextFile(join(folder, STORE_FILE), { plainOnly: true });
  } catch (error) {
    throw new SquallError('NO_INPUT', `${folder}: expected a candle store, got no readable ${STORE_FILE}`, {
      cause: error,
    });
  }
  return parseDescription(folder, text);
}

function parseDescription(folder: string, text: string): StoreDescription {
  try {
    const { schema, exchange, type, timeframe } = parseJson(text) as Record<string, unknown>;
    const timeframeMs = timeframeFromText(String(timeframe));
    if (
      schema === SCHEMA &&
      typeof exchange === 'string' &&
      typeof type === 'string' &&
      timeframeMs !== null
    ) {
      return { exchange, type, timeframeMs };
    }
  } catch {
    // Reported below.
  }
  throw storeCorrupt(join(folder, STORE_FILE), 'it does not say which candles are here');
}

/**
 * A market's folder: `BTC/USDT:USDT` → `BTC-USDT_USDT`. Letters, digits and inner dots are themselves, everything else
 * is the number of its UTF-16 code unit, so that every symbol has a name of its own on any disk.
 */
export function folderOfSymbol(symbol: string): string {
  const named = symbol.replace(/[^A-Za-z0-9.]/g, (unit) => {
    if (unit === '/') return '-';
    return unit === ':' ? '_' : `%${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
  const name = named.replace(/^\./, '%002e');
  if (name.length <= MAX_NAME) return name;
  // No code unit is written as %%: a name that was cut is no other's.
  return `${name.slice(0, KEPT_OF_LONG)}%%${sha256([symbol]).slice(0, 32)}`;
}

/** A market of a store, or why it cannot be read. */
export type ListedMarket =
  | { readonly folder: string; readonly manifest: MarketManifest }
  | { readonly folder: string; readonly problem: string };

/** All markets by the names of their folders. */
export function listMarkets(folder: string): ListedMarket[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(folder, name))
    .sort()
    .flatMap((market) => readMarket(market) ?? [])
    .map(inItsPlace);
}

/** Two markets of one name would be one to a scan. */
function inItsPlace(listed: ListedMarket): ListedMarket {
  const { folder } = listed;
  if ('problem' in listed || folderOfSymbol(listed.manifest.market.symbol) === basename(folder))
    return listed;
  const symbol = shownValue(listed.manifest.market.symbol);
  return { folder, problem: `${join(folder, MANIFEST_FILE)}: it is of ${symbol}, whose folder is another` };
}

/** null if no download of it has finished yet. */
export function readMarket(folder: string): ListedMarket | null {
  const file = join(folder, MANIFEST_FILE);
  try {
    return {
      folder,
      manifest: parseManifest(readTextFile(file, { plainOnly: true, maxBytes: MAX_MANIFEST_BYTES })),
    };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    return { folder, problem: `${file}: ${(error as Error).message}` };
  }
}

/** Something of a store is damaged: exit 22. */
export function storeCorrupt(file: string, what: string): SquallError {
  return new SquallError(
    'STORE_CORRUPT',
    `${file}: ${what}; squall candles verify lists what else is damaged`,
  );
}
