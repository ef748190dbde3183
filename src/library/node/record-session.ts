import { platform } from '#platform';
import { CATALOGUE_VERSION } from '../../indicators/catalogue-version.js';
import type { MarketFeed } from '../../market/feed.js';
import type { RecordingHeader } from '../../recording/format/recording-header.js';
import type { ScanOutcome } from '../../recording/format/scan-record.js';
import type { Signer } from '../../recording/format/seal.js';
import { RecordingWriter } from '../../recording/writer/recording-writer.js';
import type { ScanResult } from '../../scanner/scan-result.js';
import { selectUniverse } from '../../scanner/universe.js';
import { shownValue } from '../../util/plain-text.js';
import { SquallError } from '../../util/squall-error.js';
import { checkFeed } from '../given.js';
import type { AskedOptions, SessionOptions } from '../scan-options.js';
import { barsOf } from '../scan-options.js';
import type { ScanSession } from '../session.js';
import { openSession } from '../session.js';
import type { FeedTap } from './feed-tap.js';
import { tapFeed } from './feed-tap.js';
import { squallVersion } from './version.js';

/** Recorded instead of a wasm hash if JavaScript computes. */
const NO_WASM = 'none';

/** A session that keeps every scan in a file, with all its inputs. */
export interface RecordedSession {
  readonly session: ScanSession;
  /** Scans in the file. */
  readonly scans: number;
  /** Bytes that an earlier writer left unfinished; they are skipped. */
  readonly tornBytes: number;
  /**
   * Compresses the file and seals it: nothing can be added any more. @param signer  signs it. @default none
   */
  seal(signer?: Signer): Promise<void>;
  /** Closes the file unsealed: it can be resumed. Call either this or `seal`. */
  close(): Promise<void>;
}

/**
 * Opens a session that keeps each of its scans in a file, with all its inputs: a new file, or an unsealed one
 * started with the same options. The caller still owns the feed.
 *
 * @example
 * const recorded = await openRecordedSession(simulate({ seed: 1 }), 'day.squall', { preset: 'default' });
 * await recorded.session.scan({ asOf: '2025-03-11T15:20:00Z' });
 * await recorded.seal();
 * @throws {SquallError} what `openSession` throws; LOCKED (75), CANNOT_CREATE (73), REC_CORRUPT (22); when
 * scanning also REC_WRITE (74): the result is lost, not what was recorded before.
 */
export async function openRecordedSession(
  feed: MarketFeed,
  path: string,
  options: SessionOptions = {},
): Promise<RecordedSession> {
  checkFeed(feed);
  if (typeof path !== 'string') {
    throw new SquallError('USAGE', `Expected the path of a recording, got ${shownValue(path)}`);
  }
  const tap = tapFeed(feed);
  const session = await openSession(tap.feed, options);
  const recorded = await recordSession(session, tap, options, path).catch(async (error: unknown) => {
    await session.close();
    throw error;
  });
  const { session: recording, tornBytes } = recorded;
  return {
    session: recording,
    tornBytes,
    get scans() {
      return recorded.scans;
    },
    seal: async (signer) => recorded.seal(signer).finally(() => session.close()),
    close: async () => recorded.close().finally(() => session.close()),
  };
}

/**
 * Records the scans of a session, which the caller still owns.
 * @param tap  whose feed the session scans
 * @param options  those of the session
 * @throws {SquallError} UNKNOWN_SYMBOL (64), LOCKED (75), CANNOT_CREATE (73), REC_CORRUPT (22); when scanning
 * also REC_WRITE (74).
 */
export async function recordSession(
  session: ScanSession,
  tap: FeedTap,
  options: SessionOptions,
  path: string,
): Promise<RecordedSession> {
  const header: RecordingHeader = {
    squall: squallVersion(),
    timeframeMs: session.timeframeMs,
    bars: barsOf(options),
    preset: session.preset,
    catalogueVersion: CATALOGUE_VERSION,
    wasmSha256: session.wasmSha256 ?? NO_WASM,
    source: session.feed.source,
  };
  const { symbols = null, quote = null } = options;
  // Unknown symbols are rejected before a file exists.
  if (symbols !== null) selectUniverse(await session.feed.markets(), { symbols, quote });
  const writer = await RecordingWriter.open(path, header, { sha256: platform.sha256 });
  /** Only the source's: the scan's own warnings are recomputed. */
  const warningsOf = (): readonly string[] => session.feed.warnings?.() ?? [];
  const scan: ScanSession['scan'] = async (moment = {}) => {
    tap.take();
    const settings = settingsOf({ ...options, ...moment });
    try {
      const scanned = await session.scan(moment);
      await writer.append({ ...tap.take(), outcome: outcomeOf(scanned.result, settings, warningsOf()) });
      return scanned;
    } catch (error) {
      const asOfMs = moment.asOf === undefined ? NaN : new Date(moment.asOf).getTime();
      if (error instanceof SquallError && Number.isInteger(asOfMs)) {
        const { code, message } = error;
        await writer.append({
          ...tap.take(),
          outcome: { ...NO_RESULT, asOfMs, settings, failure: { code, message } },
        });
      }
      throw error;
    }
  };
  return {
    session: Object.create(session, { scan: { value: scan } }) as ScanSession,
    get scans() {
      return writer.scans;
    },
    tornBytes: writer.tornBytes,
    seal: (signer) => writer.seal(signer ?? null),
    close: () => writer.close(),
  };
}

const NO_RESULT = { inputsSha256: null, resultSha256: null, summary: null, warnings: [] };

/** The options a replay needs. */
function settingsOf({ symbols, quote, onMissing, requireReference, skipLevels }: AskedOptions) {
  return {
    ...(symbols === undefined ? {} : { symbols }),
    ...(quote === undefined ? {} : { quote }),
    ...(onMissing === undefined ? {} : { onMissing }),
    ...(requireReference ? { requireReference } : {}),
    ...(skipLevels ? { skipLevels } : {}),
  };
}

function outcomeOf(result: ScanResult, settings: unknown, warnings: readonly string[]): ScanOutcome {
  const { asOfMs, inputsSha256, resultSha256, counts, funnel, markets } = result;
  const ranked = markets.filter(({ rank }) => rank !== null).map(({ symbol, score }) => [symbol, score]);
  const summary = { counts, funnel, ranked };
  return { asOfMs, settings, inputsSha256, resultSha256, summary, warnings, failure: null };
}
