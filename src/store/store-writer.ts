import { join } from 'node:path';
import { writeAtomically } from '../feeds/exchange/files/atomic-file.js';
import { makeFolder } from '../files/make-folder.js';
import type { MarketInfo } from '../market/market.js';
import type { Processes } from '../recording/writer/lock.js';
import { nodeProcesses, takeLock } from '../recording/writer/lock.js';
import { codeOf, nodeFs } from '../recording/writer/recording-fs.js';
import { SquallError } from '../util/squall-error.js';
import { folderIn } from './market-folder.js';
import { MarketWriter } from './market-writer.js';
import type { StoreDescription } from './store-folder.js';
import {
  descriptionText,
  FOLDER_MODE,
  listMarkets,
  readDescription,
  STORE_FILE,
  storeName,
} from './store-folder.js';

/** The only writer of a store: it holds its lock until it is closed. */
export class StoreWriter {
  readonly #writers = new Map<string, MarketWriter>();

  private constructor(
    readonly folder: string,
    readonly description: StoreDescription,
    readonly close: () => Promise<void>,
  ) {}

  /**
   * Opens a store, or creates one.
   * @throws {SquallError} LOCKED (75): another process writes to it. CANNOT_CREATE (73): nothing can be
   *   written there, or other candles are there. STORE_CORRUPT (22)
   */
  static async open(
    folder: string,
    description: StoreDescription,
    processes: Processes = nodeProcesses,
  ): Promise<StoreWriter> {
    const file = join(folder, STORE_FILE);
    try {
      makeFolder(folder, FOLDER_MODE);
      const unlock = await takeLock(nodeFs, file, processes);
      try {
        begin(folder, file, description);
        return new StoreWriter(folder, description, unlock);
      } catch (error) {
        await unlock();
        throw error;
      }
    } catch (error) {
      if (error instanceof SquallError) throw error.code === 'LOCKED' ? locked(folder, error) : error;
      throw new SquallError(
        'CANNOT_CREATE',
        `Cannot keep candles in ${folder}: ${(error as Error).message}`,
        {
          cause: error,
        },
      );
    }
  }

  /** @throws {SquallError} STORE_CORRUPT: its manifest cannot be read. */
  market(market: MarketInfo): MarketWriter {
    const { symbol } = market;
    const writer =
      this.#writers.get(symbol) ??
      MarketWriter.open(
        join(this.folder, folderIn(this.folder, symbol)),
        market,
        this.description.timeframeMs,
      );
    this.#writers.set(symbol, writer);
    return writer;
  }

  /** Records that the source no longer has these: their candles stay. @returns how many are gone. */
  markGone(isListed: (symbol: string) => boolean, atMs: number): number {
    let gone = 0;
    for (const entry of listMarkets(this.folder)) {
      if ('problem' in entry || isListed(entry.manifest.market.symbol)) continue;
      this.market(entry.manifest.market).describe({ ...entry.manifest.market, active: false }, atMs);
      gone++;
    }
    return gone;
  }
}

function begin(folder: string, file: string, description: StoreDescription): void {
  let there: StoreDescription;
  try {
    there = readDescription(folder);
  } catch (error) {
    if (!(error instanceof SquallError) || codeOf(error.cause) !== 'ENOENT') throw error;
    writeAtomically(file, descriptionText(description), true);
    return;
  }
  if (storeName(there) === storeName(description)) return;
  const [has, wanted] = [there, description].map(storeName);
  throw new SquallError('CANNOT_CREATE', `${folder}: expected a store of ${wanted}, got one of ${has}`);
}

function locked(folder: string, error: SquallError): SquallError {
  const [, owner = 'another process'] = /by (process .*?):/.exec(error.message) ?? [];
  return new SquallError('LOCKED', `${folder}: ${owner} is writing to this store; wait until it is done`, {
    cause: error,
  });
}
