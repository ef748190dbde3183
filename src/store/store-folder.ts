import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readTextFile } from '../files/read-text.js';
import { formatTimeframe, timeframeFromText } from '../market/timeframe.js';
import { parseJson } from '../util/parse-json.js';
import { SquallError } from '../util/squall-error.js';
import { shownValue } from '../util/plain-text.js';
import { folderOfSymbol, isFolderOf } from './market-folder.js';
import type { MarketManifest } from './market-manifest.js';
import { MANIFEST_FILE, parseManifest } from './market-manifest.js';

/** Properties shared by all candles of a store. */
export interface StoreDescription {
  /** ccxt's id: binance; or the name given to candles from files. */
  readonly exchange: string;
  /** spot, swap, or `unknown` for files. */
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

/** `binance-spot-5m` */
export function storeName({ exchange, type, timeframeMs }: StoreDescription): string {
  return `${exchange}-${type}-${formatTimeframe(timeframeMs)}`;
}

export function descriptionText({ exchange, type, timeframeMs }: StoreDescription): string {
  return `${JSON.stringify({ schema: SCHEMA, exchange, type, timeframe: formatTimeframe(timeframeMs) })}\n`;
}

/**
 * @throws {SquallError} NO_INPUT (66): no store there. STORE_CORRUPT (22): its description cannot be read.
 */
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
  throw storeCorrupt(join(folder, STORE_FILE), 'it does not say which candles it has');
}

/** A market of a store, or why it cannot be read. */
export type ListedMarket =
  | { readonly folder: string; readonly manifest: MarketManifest }
  | { readonly folder: string; readonly problem: string };

/** All markets by the names of their folders. */
export function listMarkets(folder: string): ListedMarket[] {
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
  return names.flatMap((name) => {
    const listed = readMarket(join(folder, name));
    return listed === null ? [] : [inItsPlace(listed, names)];
  });
}

/** Two markets of one name would be one to a scan. @param names  of all folders beside it */
function inItsPlace(listed: ListedMarket, names: readonly string[]): ListedMarket {
  if ('problem' in listed) return listed;
  const { folder, manifest } = listed;
  const { symbol } = manifest.market;
  const [name, own] = [basename(folder), folderOfSymbol(symbol)];
  if (name === own || (isFolderOf(name, symbol) && !names.includes(own))) return listed;
  const what = `it is of ${shownValue(symbol)}, whose folder is another`;
  return { folder, problem: `${join(folder, MANIFEST_FILE)}: ${what}` };
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
