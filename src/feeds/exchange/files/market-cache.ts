import { constants } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../../util/clock.js';
import { DAY_MS } from '../../../market/timeframe.js';
import { parseJson } from '../../../util/parse-json.js';
import type { CcxtMarket } from '../ccxt-shapes.js';
import { putAside, replaceFile } from './replace-file.js';
import type { StateFs } from './state-fs.js';

/** Key of a market list: another version of ccxt may read it differently. */
export interface MarketListKey {
  readonly exchange: string;
  readonly type: string;
  readonly ccxtVersion: string;
}

export interface MarketCacheOptions {
  readonly fs: StateFs;
  readonly clock: Clock;
  /** The state folder; created if missing. */
  readonly folder: string;
  /** @default a week */
  readonly maxAgeMs?: number;
}

/** ccxt's markets by symbol, as `exchange.setMarkets()` takes them. */
export type MarketMap = Readonly<Record<string, CcxtMarket>>;

const SCHEMA_VERSION = 1;
/** After this, too many markets have come and gone, or changed their units, to use it even in need. */
const MAX_AGE_MS = 7 * DAY_MS;

/** Market lists on disk, one file per exchange, type and version of ccxt. */
export class MarketCache {
  readonly #fs: StateFs;
  readonly #clock: Clock;
  readonly #folder: string;
  readonly #maxAgeMs: number;

  constructor({ fs, clock, folder, maxAgeMs = MAX_AGE_MS }: MarketCacheOptions) {
    this.#fs = fs;
    this.#clock = clock;
    this.#folder = folder;
    this.#maxAgeMs = maxAgeMs;
  }

  /**
   * The cached markets, if they are not older than a week and not from the future. A corrupt file is set
   * aside as `….corrupt-<n>`; an unreadable one counts as missing: the exchange is queried instead.
   */
  async read(key: MarketListKey): Promise<{ markets: MarketMap; savedAtMs: number } | null> {
    const path = this.#pathOf(key);
    let text: string;
    try {
      text = await readPlain(this.#fs, path);
    } catch {
      return null;
    }
    const kept = parse(text, key);
    if (kept === null) {
      await putAside(this.#fs, path);
      return null;
    }
    const ageMs = this.#clock.wallMs() - kept.savedAtMs;
    return ageMs >= 0 && ageMs <= this.#maxAgeMs ? kept : null;
  }

  /**
   * Stores a list: in a new file of mode 0600, then atomically in place of the old one.
   * @throws {RangeError} an empty list: an exchange without markets is a failed answer.
   * @throws the file system's error; no partial file is left then.
   */
  async write(key: MarketListKey, markets: MarketMap): Promise<void> {
    if (Object.keys(markets).length === 0) throw new RangeError('Expected at least one market to keep.');
    const document = { schemaVersion: SCHEMA_VERSION, ...key, savedAtMs: this.#clock.wallMs(), markets };
    await replaceFile(this.#fs, this.#pathOf(key), JSON.stringify(document));
  }

  #pathOf({ exchange, type, ccxtVersion }: MarketListKey): string {
    return join(this.#folder, `${['markets', exchange, type, ccxtVersion].map(plain).join('-')}.json`);
  }
}

/** Opened without blocking: a FIFO or a device is not a file of ours. */
async function readPlain(fs: StateFs, path: string): Promise<string> {
  const file = await fs.open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    if (!(await file.stat()).isFile()) throw new TypeError('not a file');
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}

/** An outside name as part of a file name. */
function plain(name: string): string {
  return name.replace(/[^A-Za-z0-9.]/g, '_');
}

function parse(text: string, key: MarketListKey): { markets: MarketMap; savedAtMs: number } | null {
  let document: unknown;
  try {
    document = parseJson(text);
  } catch {
    return null;
  }
  if (typeof document !== 'object' || document === null) return null;
  const { schemaVersion, exchange, type, ccxtVersion, savedAtMs, markets } = document as Record<
    string,
    unknown
  >;
  const isOurs =
    schemaVersion === SCHEMA_VERSION &&
    exchange === key.exchange &&
    type === key.type &&
    ccxtVersion === key.ccxtVersion &&
    typeof savedAtMs === 'number' &&
    typeof markets === 'object' &&
    markets !== null &&
    !Array.isArray(markets) &&
    Object.keys(markets).length > 0 &&
    Object.values(markets).every(isMarket);
  return isOurs ? { markets: markets as MarketMap, savedAtMs } : null;
}

/** Fields that everything that reads markets relies on; others may be missing. */
function isMarket(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { id, symbol, base, quote } = value as Record<string, unknown>;
  const isName = (name: unknown): boolean => typeof name === 'string';
  return isName(id) && isName(symbol) && [base, quote].every((name) => (name ?? '') === '' || isName(name));
}
