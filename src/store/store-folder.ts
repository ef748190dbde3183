import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatTimeframe, timeframeFromText } from '../market/timeframe.js';
import { SquallError } from '../util/squall-error.js';
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
    text = readFileSync(join(folder, STORE_FILE), 'utf8');
  } catch (error) {
    throw new SquallError('NO_INPUT', `${folder}: expected a candle store, got no readable ${STORE_FILE}`, {
      cause: error,
    });
  }
  return parseDescription(folder, text);
}

function parseDescription(folder: string, text: string): StoreDescription {
  try {
    const { schema, exchange, type, timeframe } = JSON.parse(text) as Record<string, unknown>;
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
    // Told below.
  }
  throw storeCorrupt(join(folder, STORE_FILE), 'it does not say which candles are here');
}

/**
 * A market's folder: `BTC/USDT:USDT` → `BTC-USDT_USDT`. Letters, digits and inner dots are themselves, everything else is
 * the number of its UTF-16 code unit, so that every symbol has a name of its own on any disk.
 */
export function folderOfSymbol(symbol: string): string {
  const named = symbol.replace(/[^A-Za-z0-9.]/g, (unit) => {
    if (unit === '/') return '-';
    return unit === ':' ? '_' : `%${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
  return named.replace(/^\./, '%002e');
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
    .flatMap((market) => readMarket(market) ?? []);
}

/** null: no download of it has come to an end yet. */
export function readMarket(folder: string): ListedMarket | null {
  const file = join(folder, MANIFEST_FILE);
  try {
    return { folder, manifest: parseManifest(readFileSync(file, 'utf8')) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    return { folder, problem: `${file}: ${(error as Error).message}` };
  }
}

/** Something of a store is damaged: exit 22. */
export function storeCorrupt(file: string, what: string): SquallError {
  return new SquallError(
    'STORE_CORRUPT',
    `${file}: ${what}; squall candles verify tells what else is damaged`,
  );
}
