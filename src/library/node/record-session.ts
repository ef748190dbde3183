import { platform } from '#platform';
import type { RecordingHeader } from '../../recording/format/recording-header.js';
import type { ScanOutcome } from '../../recording/format/scan-record.js';
import { RecordingWriter } from '../../recording/writer/recording-writer.js';
import type { ScanResult } from '../../scanner/scan-result.js';
import { SquallError } from '../../util/squall-error.js';
import type { SessionOptions } from '../scan-options.js';
import { barsOf } from '../scan-options.js';
import type { ScanSession } from '../session.js';
import type { FeedTap } from './feed-tap.js';

/** The definitions that recorded results were computed by; moves with them. */
const CATALOGUE_VERSION = '1';
/** Stands for the hash of a wasm file where JavaScript computes. */
const NO_WASM = 'none';

export interface RecordOptions {
  readonly path: string;
  /** Version of Squall, for the header. */
  readonly squall: string;
}

/** A session of which every scan is kept in a file, with all that it was told. */
export interface RecordedSession {
  readonly session: ScanSession;
  /** Scans in the file. */
  readonly scans: number;
  /** Bytes that an earlier writer left unfinished; they are skipped. */
  readonly tornBytes: number;
  /** Packs the file and ends it: nothing can be added any more. */
  seal(): Promise<void>;
  /** Gives the file back as it is: it can be gone on with. */
  close(): Promise<void>;
}

/**
 * Records the scans of a session.
 * @param tap  whose feed the session scans
 * @throws {SquallError} LOCKED (75), CANNOT_CREATE (73), REC_CORRUPT (22); when scanning also REC_WRITE (74).
 */
export async function recordSession(
  session: ScanSession,
  tap: FeedTap,
  options: SessionOptions,
  { path, squall }: RecordOptions,
): Promise<RecordedSession> {
  const header: RecordingHeader = {
    squall,
    timeframeMs: session.timeframeMs,
    bars: barsOf(options),
    preset: session.preset,
    catalogueVersion: CATALOGUE_VERSION,
    wasmSha256: session.wasmSha256 ?? NO_WASM,
    source: session.feed.source,
  };
  const writer = await RecordingWriter.open(path, header, { sha256: platform.sha256 });
  const settings = settingsOf(options);
  /** Of the source alone: what the scan itself warns of comes again when it is computed again. */
  const warningsOf = (): readonly string[] => session.feed.warnings?.() ?? [];
  const scan: ScanSession['scan'] = async (moment = {}) => {
    tap.take();
    try {
      const scanned = await session.scan(moment);
      await writer.append({ ...tap.take(), outcome: outcomeOf(scanned.result, settings, warningsOf()) });
      return scanned;
    } catch (error) {
      if (error instanceof SquallError && typeof moment.asOf === 'number') {
        const { code, message } = error;
        await writer.append({
          ...tap.take(),
          outcome: { ...NO_RESULT, asOfMs: moment.asOf, settings, failure: { code, message } },
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
    seal: () => writer.seal(),
    close: () => writer.close(),
  };
}

const NO_RESULT = { inputsSha256: null, resultSha256: null, summary: null, warnings: [] };

/** What a replay has to be asked with. */
function settingsOf({ symbols, quote, onMissing, requireReference, skipLevels }: SessionOptions) {
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
