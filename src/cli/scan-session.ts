import type { SourceTraffic } from '../market/feed.js';
import type { FeedTap } from '../library/node/feed-tap.js';
import type { OpenSource } from '../library/node/sources.js';
import type { MomentOptions } from '../library/scan-options.js';
import type { ScanSession, SessionScan } from '../library/session.js';
import { openSession } from '../library/session.js';
import type { Preset } from '../presets/preset.js';
import type { SquallInfo } from '../scanner/scan-document.js';
import type { ScanResult } from '../scanner/scan-result.js';
import { SquallError } from '../util/squall-error.js';
import { choosePreset } from './chosen-preset.js';
import type { Notify } from './notes.js';
import { notesOnStderr } from './notes.js';
import { progressLine } from './progress.js';
import type { Settings } from './settings.js';
import type { CliSource, OpenOptions, SourceFlags } from './sources.js';
import { openSource } from './sources.js';
import { squallVersion } from '../library/node/version.js';

/** A scan, and what documents report about it. */
export interface ScanRun {
  readonly result: ScanResult;
  readonly squall: SquallInfo;
  readonly preset: Preset;
  readonly source: OpenSource;
  readonly traffic: SourceTraffic | null;
}

/** A session over the source named on the command line. */
export interface CliSession {
  readonly session: ScanSession;
  readonly source: CliSource;
  /** Receives the source's notes, if set. */
  readonly tap: FeedTap | null;
  /** How long opening the source took: reading files is part of acquiring. */
  readonly openMs: number;
  /** A result that names the origin of its preset. */
  labelled(result: ScanResult): ScanResult;
  /** A scan's description for documents; reports problems with workers or kernels. */
  runOf(scanned: SessionScan): ScanRun;
  /** Stops the threads and closes the source. */
  close(): Promise<void>;
}

/** A year of 5-minute bars; the kernels compute all requested bars of each market. */
const MOST_BARS_OF_A_SCAN = 100_000;

/**
 * Opens the source that the settings name.
 * @throws {SquallError} USAGE: more bars than a scan supports.
 */
export async function openCliSession(
  flags: SourceFlags,
  settings: Settings,
  options: OpenOptions = {},
): Promise<CliSession> {
  const notify: Notify = options.notify ?? notesOnStderr(settings);
  if (settings.recording !== undefined && options.tap !== undefined) {
    throw new SquallError('USAGE', 'Expected a source to record, got a recording');
  }
  if (settings.bars !== undefined && settings.bars > MOST_BARS_OF_A_SCAN) {
    throw new SquallError(
      'USAGE',
      `Expected at most ${MOST_BARS_OF_A_SCAN} --bars for a scan, got ${settings.bars}`,
    );
  }
  // Read before the source is opened, which may take requests.
  const named = isOfRecording(settings) ? null : await choosePreset(settings);
  const beforeOpenMs = performance.now();
  const source = await openSource(flags, settings, { ...options, notify });
  const openMs = performance.now() - beforeOpenMs;
  const closing = async (error: unknown): Promise<never> => {
    await source.feed.close?.();
    throw error;
  };
  const { preset, origin } = named ?? (await choosePreset(settings, source.options!.preset).catch(closing));
  const tap = options.tap?.(source.feed) ?? null;
  const session = await openSession(
    options.progress?.listen(tap?.feed ?? source.feed) ?? tap?.feed ?? source.feed,
    sessionOptionsOf(settings, preset, source),
  ).catch(closing);
  const labelled = (result: ScanResult): ScanResult => ({
    ...result,
    preset: { ...result.preset, ...origin },
  });
  return {
    session,
    source,
    tap,
    openMs,
    labelled,
    runOf({ result: scanned, engine, workers, events, traffic }) {
      const result = labelled(scanned);
      for (const { message } of events) notify(message);
      const { wasmSha256 } = session;
      const squall = { version: squallVersion(), wasmSha256, engine, workers, workerEvents: events };
      return { result, squall, preset, source, traffic };
    },
    async close() {
      await session.close();
      await source.feed.close?.();
    },
  };
}

function isOfRecording({ preset, recording }: Settings): boolean {
  return preset === undefined && recording !== undefined;
}

/** The session's options; for a recording, settings that are not given are as recorded. */
export function sessionOptionsOf(
  settings: Settings,
  preset: Preset,
  { timeframeMs, bars, options: recorded }: CliSource,
) {
  const { engine = 'auto', workers = 'auto', cache, cacheSize = 'full', maxMemory } = settings;
  return {
    ...recorded,
    engine,
    workers,
    preset,
    timeframe: timeframeMs,
    bars,
    ...(cache ? { cache: cacheSize } : {}),
    ...(maxMemory === undefined ? {} : { maxMemoryBytes: maxMemory }),
    ...given(settings, [
      'symbols',
      'quote',
      'onMissing',
      'requireReference',
      'skipLevels',
      'batches',
      'batchSize',
      'concurrency',
    ]),
  };
}

/** Only the settings that were given. */
function given<Name extends keyof Settings>(
  settings: Settings,
  names: readonly Name[],
): { [Key in Name]?: NonNullable<Settings[Key]> } {
  const set = names.flatMap((name) => (settings[name] === undefined ? [] : [[name, settings[name]]]));
  return Object.fromEntries(set) as { [Key in Name]?: NonNullable<Settings[Key]> };
}

/**
 * Scans with the progress line on stderr, if the terminal is watched.
 * @param scan  receives the progress reporter
 */
export async function withProgress<Result>(
  { quiet = false }: Settings,
  scan: (options: Required<Pick<MomentOptions, 'onProgress'>>) => Promise<Result>,
): Promise<Result> {
  const line = progressLine(quiet);
  return scan({ onProgress: line.update }).finally(line.clear);
}
