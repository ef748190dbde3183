import { recordSession } from '../../library/node/record-session.js';
import { tapFeed } from '../../library/node/feed-tap.js';
import { SquallError } from '../../util/squall-error.js';
import { isoTime } from '../../util/iso-time.js';
import { SCHEMA_VERSION } from '../../scanner/scan-document.js';
import { jsonText } from '../format/scan-formats.js';
import { notesOnStderr } from '../notes.js';
import { writeStdout } from '../output.js';
import { flagValue } from '../flag-value.js';
import { parseInstant } from '../parse.js';
import { progressLine } from '../progress.js';
import { openCliSession, sessionOptionsOf } from '../scan-session.js';
import { drainOnSignals } from '../signals.js';
import type { VerbOptions } from '../verb-options.js';
import { watchVerb } from './watch.js';
import { counted } from '../../util/number-text.js';

const DAY_MS = 86_400_000;

/**
 * `squall record … -o FILE`: a scan at every bar close of a span, kept with all its inputs; for an exchange,
 * one scan after another until stopped. A recording can be resumed unless it is sealed.
 */
export async function recordVerb(options: VerbOptions): Promise<void> {
  const { source, settings, format, output, flags } = options;
  if (output === undefined)
    throw new SquallError('USAGE', 'Expected -o with the recording to write, got none');
  if (settings.exchange !== undefined) {
    refuseSpan(flags);
    await watchVerb({ ...options, output: undefined, settings: { ...settings, record: output } });
    return;
  }
  const ending = drainOnSignals();
  const opened = await openCliSession(source, settings, { keepsAll: true, tap: tapFeed });
  const { session, source: open, tap } = opened;
  try {
    const toMs = flagValue(flags, 'to', parseInstant) ?? open.asOfMs;
    const fromMs = flagValue(flags, 'from', parseInstant) ?? toMs - DAY_MS;
    const everyMs = settings.every ?? session.timeframeMs;
    const moments = momentsOf(fromMs, toMs, everyMs).slice(0, settings.once);
    const sessionOptions = sessionOptionsOf(settings, session.preset, open);
    const recorded = await recordSession(session, tap!, sessionOptions, output);
    const line = progressLine(settings.quiet ?? false);
    try {
      for (const [index, asOf] of moments.entries()) {
        if (ending.aborted) break;
        await recorded.session.scan({ asOf });
        line.update(index + 1, moments.length);
      }
    } catch (error) {
      await recorded.close();
      throw error;
    } finally {
      line.clear();
    }
    if (ending.aborted) {
      await recorded.close();
      notesOnStderr(settings)(`stopped; ${output} has ${counted(recorded.scans, 'scan')} and can be resumed`);
      return;
    }
    await recorded.seal();
    const { scans } = recorded;
    const [from, to] = [moments[0], moments[moments.length - 1]];
    if (format === 'json') {
      const span = { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
      await writeStdout(jsonText({ schemaVersion: SCHEMA_VERSION, recording: output, scans, ...span }));
    } else if (!settings.quiet) {
      await writeStdout(`${output}: ${counted(scans, 'scan')} from ${isoTime(from)} to ${isoTime(to)}\n`);
    }
    notesOnStderr(settings)(
      `squall replay ${output} --verify recomputes them; squall serve ${output} shows them`,
    );
  } finally {
    await opened.close();
  }
}

/** An exchange is recorded from now on. */
function refuseSpan(flags: VerbOptions['flags']): void {
  const given = ['from', 'to'].find((name) => flags[name] !== undefined);
  if (given === undefined) return;
  throw new SquallError(
    'USAGE',
    `--${given} cannot be combined with --exchange, which is recorded from now on. For the past, use squall download, then record --store`,
  );
}

/** Every multiple of the interval within the span. @throws {SquallError} USAGE: there is none. */
function momentsOf(fromMs: number, toMs: number, everyMs: number): number[] {
  const moments: number[] = [];
  for (let at = Math.ceil(fromMs / everyMs) * everyMs; at <= toMs; at += everyMs) moments.push(at);
  if (moments.length > 0) return moments;
  throw new SquallError('USAGE', `--from must be before --to, got ${isoTime(fromMs)} and ${isoTime(toMs)}`);
}
