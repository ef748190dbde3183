import type { ExchangeFeed } from '../feeds/exchange/exchange-feed.js';
import { defaultStoreFolder, findStore } from '../library/node/candle-stores.js';
import type { ExchangeOptions } from '../library/node/exchange-source.js';
import { defaultStateFolder, MOST_LIVE_BARS, openExchange } from '../library/node/exchange-source.js';
import type { FeedTap } from '../library/node/feed-tap.js';
import type { OpenRecording, OpenSource, SourceOptions } from '../library/node/sources.js';
import {
  candleSecondsOf,
  openCandles,
  openLive,
  openRecording,
  openSimulation,
  openStore,
} from '../library/node/sources.js';
import { makeFolder } from '../files/make-folder.js';
import { fileReason } from '../util/file-error.js';
import { SquallError } from '../util/squall-error.js';
import type { MarketFeed } from '../market/feed.js';
import type { Notify } from './notes.js';
import { notesOnStderr } from './notes.js';
import type { ScanProgress } from './scan-progress.js';
import type { Settings } from './settings.js';

export interface SourceFlags {
  readonly candles?: readonly string[];
  readonly simulate?: boolean;
  /** Symbol for candle files that name none: the market the verb is about. */
  readonly symbolOfUnnamed?: string;
}

/** A source, and for a recording the options it was scanned with. */
export type CliSource = OpenSource & Partial<Pick<OpenRecording, 'options'>>;

export interface OpenOptions {
  readonly signal?: AbortSignal | undefined;
  /** Receives notes about pauses, and about files that cannot be kept. @default on stderr */
  readonly notify?: Notify | undefined;
  /** Keep every bar of candle files, not only those that a scan needs. @default false */
  readonly keepsAll?: boolean;
  /** Called with what is being waited for. */
  readonly progress?: ScanProgress | undefined;
  /** Receives the source's notes. @default none */
  readonly tap?: (feed: MarketFeed) => FeedTap;
  /** Seconds of the simulated market per real second. @default 1 */
  readonly speed?: number | undefined;
}

/**
 * Opens the source that the flags name; the simulated market if they name none.
 * @throws {SquallError} exit 64 for contradicting flags, 65 and 66 for files, 65 for an as-of before the
 * data.
 */
export async function openSource(
  flags: SourceFlags,
  settings: Settings,
  { signal, notify, keepsAll = false, progress, speed }: OpenOptions = {},
): Promise<CliSource> {
  const { exchange, recording, store, asOf, seed, markets } = settings;
  const named = [
    ...(flags.candles ? ['--candles'] : []),
    ...(flags.simulate ? ['--simulate'] : []),
    ...(exchange === undefined ? [] : ['--exchange']),
    ...(recording === undefined ? [] : ['--recording']),
    ...(store === undefined ? [] : ['--store']),
  ];
  if (named.length > 1) throw usage(`Expected one source, got both ${named.join(' and ')}`);
  const options = { ...sourceOptionsOf(settings), asOfMs: asOf, signal };
  if (exchange !== undefined) {
    if (asOf !== undefined) {
      throw usage(
        '--as-of cannot be combined with --exchange: tickers and order books are live. Use --candles to scan the past',
      );
    }
    progress?.stage('market list');
    const live = await openLive(exchangeOptionsOf(settings, notify), options);
    progress?.plan(await candleSecondsOf(live.feed, live));
    return live;
  }
  if (recording !== undefined) return openRecording(recording, options);
  if (store !== undefined) {
    return openStore(findStore(store, storeRootOf(settings)), { ...options, isWholeHistory: keepsAll });
  }
  if (flags.candles) {
    const { symbolOfUnnamed } = flags;
    const { symbol } = settings;
    return openCandles(flags.candles, {
      ...options,
      ...{ keepsAll, symbol, symbolOfUnnamed, onBytes: progress?.bytes },
    });
  }
  return openSimulation({ ...options, seed, marketCount: markets, speed });
}

/** Settings that apply to any source. */
export function sourceOptionsOf({ timeframe, bars }: Settings): SourceOptions {
  return { timeframeMs: timeframe, bars };
}

/** The exchange that the settings name, without a feed. @throws {SquallError} exit 64. */
export async function openNamedExchange(settings: Settings): Promise<ExchangeFeed> {
  return openExchange(exchangeOptionsOf(settings));
}

/**
 * Where bans, budgets and market lists are kept; a requested folder is created.
 * @throws {SquallError} CANNOT_CREATE: it cannot be created.
 */
export function stateFolderOf({ stateDir }: Settings): string {
  if (stateDir === undefined) return defaultStateFolder();
  try {
    makeFolder(stateDir);
  } catch (error) {
    throw new SquallError(
      'CANNOT_CREATE',
      `--state-dir: cannot create the folder ${stateDir}: ${fileReason(error)}`,
    );
  }
  return stateDir;
}

/** Where candle stores are. */
export function storeRootOf({ storeDir }: Settings): string {
  return storeDir ?? defaultStoreFolder();
}

/** @throws {SquallError} exit 64: no exchange, or settings that contradict each other. */
function exchangeOptionsOf(settings: Settings, notify: Notify = notesOnStderr(settings)): ExchangeOptions {
  const { exchange: id, type, baseUrl, quote, bars, paceOff } = settings;
  if (id === undefined) throw usage('Expected --exchange with an id, got none');
  if (paceOff && baseUrl === undefined) {
    throw usage('--pace-off needs --base-url: a real exchange bans clients that are too fast');
  }
  if (bars !== undefined && bars > MOST_LIVE_BARS) {
    throw usage(`Expected at most ${MOST_LIVE_BARS} --bars for an exchange, got ${bars}`);
  }
  return {
    id,
    isPaced: !paceOff,
    stateFolder: stateFolderOf(settings),
    onNote: notify,
    ...(type === undefined ? {} : { type }),
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(quote === undefined ? {} : { quote }),
  };
}

function usage(message: string): SquallError {
  return new SquallError('USAGE', message);
}
