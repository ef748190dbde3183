import type { ScanSession } from '../../library/session.js';
import type { Monitor } from '../../monitor/create-monitor.js';
import { createMonitor } from '../../monitor/create-monitor.js';
import { prometheusOutlet } from '../../monitor/outlets/prometheus.js';
import type { Tunable } from '../../monitor/rules/auto-tune.js';
import { platform } from '../../platform/node.js';
import type { ScanResult } from '../../scanner/scan-result.js';
import type { RunningServer } from '../../server/guarded-server.js';
import { startServer } from '../../server/guarded-server.js';
import { parseListenAddress } from '../../server/listen-address.js';
import { monitorRoutes } from '../../server/monitor-routes.js';
import type { Notify } from '../notes.js';
import { stderrLog } from '../notes.js';
import type { Settings } from '../settings.js';
import { stateFolderOf } from '../sources.js';

/** The monitor of a watch, and its endpoint. */
export interface WatchMonitor {
  /** The source is open: from now on its memory and requests are reported. */
  attach(session: ScanSession): void;
  recordScan(result: ScanResult): void;
  close(): Promise<void>;
}

const NO_MONITOR: WatchMonitor = {
  attach: () => undefined,
  recordScan: () => undefined,
  close: () => Promise.resolve(),
};

/**
 * Starts what `--metrics`, `--auto-tune` and `--log-json` request, if any.
 * @throws {SquallError} USAGE: invalid listen address; CANNOT_START: the port is taken.
 */
export async function openWatchMonitor(settings: Settings, notify: Notify): Promise<WatchMonitor> {
  const { metrics, autoTune = false, logJson = false } = settings;
  if (metrics === undefined && !autoTune && !logJson) return NO_MONITOR;
  let session: ScanSession | null = null;
  const own = platform.memoryReader({ maxMemoryBytes: settings.maxMemory });
  const log = logJson ? stderrLog() : null;
  const monitor = createMonitor({
    readMemory: () => (session?.readMemory ?? own)(),
    readLive: () => {
      const traffic = session?.feed.traffic?.();
      return traffic === undefined ? {} : { traffic };
    },
    stateFolder: stateFolderOf(settings),
    autoTune,
    tunables: tunablesOf(() => session),
    onAlert: ({ kind, severity, message, remedy }) => {
      if (log) log.log(severity === 'critical' ? 'error' : 'warning', 'alert', { kind, message, remedy });
      else notify(`${severity}: ${message}. ${remedy}`);
    },
    onTuned: ({ action, option, from, to, reason }) => {
      if (log) log.log('info', 'tuned', { action, option, from, to, reason });
      else notify(`${option} ${action}: ${from ?? 'unknown'} → ${to} (${reason})`);
    },
    onProblem: (error) => notify(`the monitor: ${(error as Error).message}`),
  });
  const server = metrics === undefined ? null : await serve(monitor, metrics, notify);
  monitor.start();
  return {
    attach: (opened) => {
      session = opened;
    },
    recordScan: (result) => {
      monitor.recordScan(result);
      const { counts, timings, resultSha256 } = result;
      log?.log('info', 'scan', { ...counts, totalMs: timings.totalMs, resultSha256 });
    },
    close: async () => {
      await server?.close();
      await monitor.stop();
      log?.flush();
    },
  };
}

async function serve(monitor: Monitor, address: string, notify: Notify): Promise<RunningServer> {
  const server = await startServer({
    ...parseListenAddress(address),
    routes: monitorRoutes(
      monitor,
      prometheusOutlet(() => monitor.report()),
    ),
    onError: (error) => notify(`${address}: ${(error as Error).message}`),
  });
  notify(`metrics at ${server.url}/metrics; set-threshold takes --token ${server.token}`);
  return server;
}

/** Settings that can be changed while a watch runs. */
function tunablesOf(session: () => ScanSession | null): Tunable[] {
  const tunable = (option: string, name: 'batchSize' | 'concurrency'): Tunable => ({
    option,
    get: () => session()?.batchMaximums[name] ?? 1,
    set: (value) => session()?.setBatchMaximums({ [name]: Number(value) }),
  });
  return [tunable('--batch-size', 'batchSize'), tunable('--concurrency', 'concurrency')];
}
