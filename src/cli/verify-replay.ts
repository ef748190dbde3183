import { otherCatalogue } from '../library/recorded-options.js';
import type { Replay } from '../library/node/replay.js';
import type { ReplayOptions } from '../library/replay-scan.js';
import { SCHEMA_VERSION } from '../scanner/scan-document.js';
import { EXIT } from '../util/error-codes.js';
import { SquallError } from '../util/squall-error.js';
import { jsonText } from './format/scan-formats.js';
import { writeResult } from './output.js';
import { progressLine } from './progress.js';
import type { Settings } from './settings.js';
import type { VerbOptions } from './verb-options.js';
import { counted } from '../util/number-text.js';

/** The outcome of recomputing each scan of a recording. */
interface Comparison {
  readonly scans: number;
  readonly identical: number;
  /** Their records are damaged: not even their times are known. */
  readonly lost: number;
  /** Failed when recorded: there is nothing to compare with. */
  readonly failed: number;
  readonly different: {
    readonly asOf: string;
    readonly recorded: string | null;
    readonly computed: string;
  }[];
  /** Cannot be recomputed, with the reason. */
  readonly unreadable: { readonly asOf: string; readonly reason: string }[];
  /** Set for a recording made with other indicator definitions, whose hashes may differ. */
  readonly otherCatalogue?: string;
}

/**
 * `squall replay FILE --verify`: recomputes every scan; exit 22 if one is unreadable or differs from the
 * recording.
 */
export async function verifyReplay(
  replay: Replay,
  { settings, format, output }: VerbOptions,
  path: string,
): Promise<void> {
  const { update, clear } = progressLine(settings.quiet ?? false);
  const found = await compareAll(replay, engineOf(settings), update).finally(clear);
  await writeResult(
    format === 'json'
      ? jsonText({ schemaVersion: SCHEMA_VERSION, recording: path, ...found })
      : comparisonText(path, found),
    output,
  );
  if (found.lost + found.different.length + found.unreadable.length > 0) process.exitCode = EXIT.damaged;
}

/** Who computes. */
export function engineOf({ engine = 'auto', workers = 1 }: Settings): ReplayOptions {
  return { engine, workers };
}

async function compareAll(
  replay: Replay,
  options: ReplayOptions,
  onProgress: (done: number, total: number) => void,
): Promise<Comparison> {
  const { scans, seal } = replay.recording;
  const recorded = seal?.scans ?? (scans.at(-1)?.number ?? -1) + 1;
  const found = { scans: scans.length, identical: 0, lost: recorded - scans.length, failed: 0 };
  const different: Comparison['different'] = [];
  const unreadable: Comparison['unreadable'] = [];
  for (const [index, { record }] of scans.entries()) {
    const asOf = new Date(record.asOfMs).toISOString();
    if (record.resultSha256 === null) found.failed++;
    else {
      const scan = await replay.scanAt(index, options).catch(asProblem);
      if (scan instanceof SquallError) unreadable.push({ asOf, reason: scan.message });
      else if (scan.isIdentical) found.identical++;
      else {
        const { resultSha256: computed } = scan.scanned.result;
        different.push({ asOf, recorded: scan.recordedSha256, computed });
      }
    }
    onProgress(index + 1, scans.length);
  }
  const catalogue = otherCatalogue(replay.recording);
  return {
    ...{ ...found, different, unreadable },
    ...(catalogue === null ? {} : { otherCatalogue: catalogue }),
  };
}

/** @throws errors that are not the recording's fault. */
export function asProblem(error: unknown): SquallError {
  if (error instanceof SquallError) return error;
  throw error;
}

function comparisonText(path: string, found: Comparison): string {
  const { scans, identical, lost, failed, different, unreadable } = found;
  return [
    `${path}: ${identical} of ${counted(scans, 'scan')} identical to the recording`,
    ...(found.otherCatalogue === undefined ? [] : [found.otherCatalogue]),
    ...(lost > 0 ? [`${lost} cannot be found: their records are damaged`] : []),
    ...(failed > 0 ? [`${failed} had failed when they were recorded`] : []),
    ...different.map(({ asOf, recorded, computed }) => `${asOf}: recorded ${recorded}, computed ${computed}`),
    ...unreadable.map(({ asOf, reason }) => `${asOf} cannot be recomputed: ${reason}`),
    '',
  ].join('\n');
}
