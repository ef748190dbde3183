import { basename, join } from 'node:path';
import type { Clock } from '../../../util/clock.js';
import { DAY_MS } from '../../../market/timeframe.js';
import type { CcxtMarket } from '../ccxt-shapes.js';
import type { StateFs } from './state-fs.js';

/** What a list of markets belongs to: that of another version of ccxt may be read differently. */
export interface MarketListKey {
  readonly exchange: string;
  readonly type: string;
  readonly ccxtVersion: string;
}

export interface MarketCacheOptions {
  readonly fs: StateFs;
  readonly clock: Clock;
  /** The state folder; made where it is not there. */
  readonly folder: string;
  /** @default a week */
  readonly maxAgeMs?: number;
}

/** ccxt's markets by symbol, as `exchange.setMarkets()` takes them. */
export type MarketMap = Readonly<Record<string, CcxtMarket>>;

const SCHEMA_VERSION = 1;
/** After that too many markets have come and gone, and may have changed their units, to go by it even in need. */
const MAX_AGE_MS = 7 * DAY_MS;

/** Lists of markets on disk, one file an exchange, type and version of ccxt. */
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
   * The markets kept, if they are not older than a week and not from the future. A file that cannot be understood is put
   * aside as `….corrupt-<n>`; one that cannot be read counts as not there: the exchange is asked instead.
   */
  async read(key: MarketListKey): Promise<{ markets: MarketMap; savedAtMs: number } | null> {
    const path = this.#pathOf(key);
    let text: string;
    try {
      text = await this.#fs.readFile(path, 'utf8');
    } catch {
      return null;
    }
    const kept = parse(text, key);
    if (kept === null) {
      await this.#quarantine(path);
      return null;
    }
    const ageMs = this.#clock.wallMs() - kept.savedAtMs;
    return ageMs >= 0 && ageMs <= this.#maxAgeMs ? kept : null;
  }

  /**
   * Keeps a list: to a new file of mode 0600, then in one step in place of the old one.
   * @throws {RangeError} an empty list: an exchange without markets is a failed answer.
   * @throws the file system's error; no part of a file is left then.
   */
  async write(key: MarketListKey, markets: MarketMap): Promise<void> {
    if (Object.keys(markets).length === 0) throw new RangeError('Expected at least one market to keep.');
    await this.#fs.mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const path = this.#pathOf(key);
    const temporary = `${path}.${process.pid}.tmp`;
    const savedAtMs = this.#clock.wallMs();
    try {
      const file = await this.#fs.open(temporary, 'w', 0o600);
      try {
        await file.writeFile(JSON.stringify({ schemaVersion: SCHEMA_VERSION, ...key, savedAtMs, markets }));
        await file.sync();
      } finally {
        await file.close();
      }
      await this.#fs.rename(temporary, path);
      await this.#syncFolder();
    } catch (error) {
      await this.#fs.unlink(temporary).catch(() => undefined);
      throw error;
    }
  }

  #pathOf({ exchange, type, ccxtVersion }: MarketListKey): string {
    return join(this.#folder, `${['markets', exchange, type, ccxtVersion].map(plain).join('-')}.json`);
  }

  /** So that the new name outlives a loss of power; a folder that cannot be opened for it is not worth a failure. */
  async #syncFolder(): Promise<void> {
    try {
      const folder = await this.#fs.open(this.#folder, 'r');
      await folder.sync().finally(() => folder.close());
    } catch {
      return;
    }
  }

  /** Out of the way under the next free number; where even that fails, the next `write` replaces it. */
  async #quarantine(path: string): Promise<void> {
    try {
      const files = await this.#fs.readdir(this.#folder);
      let number = 1;
      while (files.includes(`${basename(path)}.corrupt-${number}`)) number++;
      await this.#fs.rename(path, `${path}.corrupt-${number}`);
    } catch {
      return;
    }
  }
}

/** A name from outside as part of a file name. */
function plain(name: string): string {
  return name.replace(/[^A-Za-z0-9.]/g, '_');
}

function parse(text: string, key: MarketListKey): { markets: MarketMap; savedAtMs: number } | null {
  let document: unknown;
  try {
    document = JSON.parse(text);
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
    Object.keys(markets).length > 0;
  return isOurs ? { markets: markets as MarketMap, savedAtMs } : null;
}
