import { setTimeout as sleep } from 'node:timers/promises';
import type { Monitor } from '../../monitor/create-monitor.js';
import { createMonitor } from '../../monitor/create-monitor.js';
import type { MonitorReport } from '../../monitor/report.js';
import { diffSnapshots } from '../../monitor/snapshot/diff.js';
import { parseSnapshot } from '../../monitor/snapshot/parse-snapshot.js';
import type { Snapshot } from '../../monitor/snapshot/snapshot.js';
import { readTextFile } from '../../files/read-text.js';
import { jsonOf, shownValue } from '../../util/plain-text.js';
import { fileReason } from '../../util/file-error.js';
import { SquallError } from '../../util/squall-error.js';
import { jsonText } from '../format/scan-formats.js';
import { paintFor } from '../format/style.js';
import { terminalWidth } from '../format/terminal.js';
import { LiveScreen } from '../live-screen.js';
import { DEFAULT_MONITOR_URL, monitorClient } from '../monitor/monitor-client.js';
import { monitorView } from '../monitor/monitor-view.js';
import { snapshotDiffText } from '../monitor/snapshot-text.js';
import { writeResult, writeStdout } from '../output.js';
import { flagValue } from '../flag-value.js';
import { parseWholeNumber } from '../parse.js';
import type { Settings } from '../settings.js';
import { drainOnSignals } from '../signals.js';
import type { VerbOptions } from '../verb-options.js';

const EVERY_MS = 5_000;

/**
 * The monitored process: another one on this machine through /proc, or a Squall that serves its own figures.
 */
interface Target {
  report(): Promise<MonitorReport>;
  snapshot(): Promise<Snapshot>;
  close(): Promise<void>;
}

/** `squall monitor`: a live view every 5 s until stopped; exit 69 when the process ends. */
export async function monitorVerb({ settings, flags, format }: VerbOptions): Promise<void> {
  const target = targetOf(flags);
  const ending = drainOnSignals();
  const view = format === 'json' ? jsonView() : textView(settings);
  const everyMs = settings.every ?? EVERY_MS;
  try {
    for (let shown = 1; ; shown++) {
      const report = await target.report();
      await view.show(report);
      if (report.watched.ended !== null) throw new SquallError('PROCESS_ENDED', report.watched.ended.reason);
      if (shown === settings.once) return;
      await sleep(everyMs, null, { signal: ending }).catch(() => undefined);
      if (ending.aborted) return;
    }
  } finally {
    view.close();
    await target.close();
  }
}

/** `squall monitor snapshot`: everything measured of the watched process, as JSON. */
export async function snapshotVerb({ flags, output }: VerbOptions): Promise<void> {
  const target = targetOf(flags);
  try {
    await writeResult(jsonText(await target.snapshot()), output);
  } finally {
    await target.close();
  }
}

/** `squall monitor diff A B`: what grew between two snapshots, largest first. */
export async function diffVerb(
  { format, output, settings }: VerbOptions,
  files: readonly string[],
): Promise<void> {
  const [before, after] = files.map((file) => parseSnapshot(readText(file), file));
  const diff = diffSnapshots(before, after);
  const paint = paintFor(output === undefined ? (settings.color ?? 'auto') : 'never');
  const text =
    format === 'json' ? jsonText(diff) : `${snapshotDiffText(diff, terminalWidth(), paint).join('\n')}\n`;
  await writeResult(text, output);
}

/**
 * `squall monitor set-threshold NAME VALUE`: sets it in a Squall that serves its figures, with the token
 * printed there.
 */
export async function setThresholdVerb(
  { flags, format }: VerbOptions,
  [name, text]: readonly string[],
): Promise<void> {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) {
    throw new SquallError('USAGE', `Expected a number for ${name}, got ${shownValue(text)}`);
  }
  if (typeof flags.token !== 'string') {
    throw new SquallError(
      'USAGE',
      'Expected --token with the value that squall watch --metrics printed at startup',
    );
  }
  const thresholds = await monitorClient(urlOf(flags)).setThreshold(name, value, flags.token);
  await writeStdout(format === 'json' ? jsonText({ thresholds }) : `${name} is now ${thresholds[name]}\n`);
}

/** @throws {SquallError} USAGE: both options, or an invalid pid. */
function targetOf(flags: VerbOptions['flags']): Target {
  const pid = flagValue(flags, 'pid', parseWholeNumber(1, 2 ** 31));
  if (pid === undefined) return remoteTarget(urlOf(flags));
  if (flags.url !== undefined) throw new SquallError('USAGE', 'Expected --pid or --url, got both');
  return localTarget(createMonitor({ pid }));
}

function urlOf({ url }: VerbOptions['flags']): string {
  return typeof url === 'string' ? url : DEFAULT_MONITOR_URL;
}

function remoteTarget(url: string): Target {
  const client = monitorClient(url);
  return {
    report: () => client.report(),
    snapshot: async () => parseSnapshot(await client.snapshotText(), url),
    close: () => Promise.resolve(),
  };
}

function localTarget(monitor: Monitor): Target {
  return {
    report: async () => {
      await monitor.sampleNow();
      return monitor.report();
    },
    snapshot: () => monitor.snapshot(),
    close: () => monitor.stop(),
  };
}

interface View {
  show(report: MonitorReport): Promise<void>;
  close(): void;
}

function jsonView(): View {
  return {
    show: (report) => writeStdout(`${jsonOf(report)}\n`),
    close: () => undefined,
  };
}

/** On a terminal, one view redrawn in place; elsewhere one view after another. */
function textView({ color = 'auto' }: Settings): View {
  const paint = paintFor(color);
  if (!process.stdout.isTTY) {
    return {
      show: (report) => writeStdout(`${linesOf(report, paint).join('\n')}\n\n`),
      close: () => undefined,
    };
  }
  const screen = new LiveScreen(process.stdout);
  return {
    show: async (report) => screen.draw(`${linesOf(report, paint).join('\n')}\n`),
    close: () => screen.close(),
  };
}

function linesOf(report: MonitorReport, paint: ReturnType<typeof paintFor>): string[] {
  return monitorView(report, { columns: terminalWidth(), rows: process.stdout.rows || 50 }, paint);
}

/** @throws {SquallError} exit 66. */
function readText(file: string): string {
  try {
    return readTextFile(file, { maxBytes: 64 * 2 ** 20 });
  } catch (error) {
    throw new SquallError('NO_INPUT', `Cannot read the snapshot ${file}: ${fileReason(error)}`);
  }
}
