// The child of rows/event-loop.ts: scans bar after bar, like a watch, while a monitor and its endpoint run in
// the same process. Arguments: markets, scans.
import { openSession, simulate } from '../../src/index.js';
import { createMonitor } from '../../src/monitor/create-monitor.js';
import { prometheusOutlet } from '../../src/monitor/outlets/prometheus.js';
import type { Sample } from '../../src/monitor/sample.js';
import { startServer } from '../../src/server/guarded-server.js';
import { monitorRoutes } from '../../src/server/monitor-routes.js';
import type { LoopDelay, WatchedScansReport } from '../rows/event-loop.js';

const [markets, scans] = process.argv.slice(2).map(Number);
const feed = simulate({ seed: 1, marketCount: markets });
const session = await openSession(feed);
let samples: Sample[] = [];
const monitor = createMonitor({
  readMemory: () => session.readMemory!(),
  onSample: (sample) => samples.push(sample),
});
const server = await startServer({
  port: 0,
  host: '127.0.0.1',
  routes: monitorRoutes(
    monitor,
    prometheusOutlet(() => monitor.report()),
  ),
  onError: (error) => {
    throw error;
  },
});
const send = (report: WatchedScansReport): void => void process.send?.(report);

/** The worst of the samples taken while it runs, every 5 s and at its end. */
async function delayWhile(run: () => Promise<void>): Promise<LoopDelay> {
  await monitor.sampleNow();
  samples = [];
  await run();
  await monitor.sampleNow();
  const worst = (name: 'eventLoopDelayP99Ms' | 'eventLoopDelayMaxMs'): number =>
    Math.max(...samples.map(({ figures }) => figures[name] ?? 0));
  return { p99Ms: worst('eventLoopDelayP99Ms'), maxMs: worst('eventLoopDelayMaxMs') };
}

/** The bar after the previous one. */
async function scan(number: number): Promise<void> {
  const asOf = feed.world.defaultAsOfMs - (scans - 1 - number) * session.timeframeMs;
  monitor.recordScan((await session.scan({ asOf })).result);
}

monitor.start();
send({ url: server.url });
const first = await delayWhile(() => scan(0));
const later = await delayWhile(async () => {
  for (let number = 1; number < scans; number++) await scan(number);
});
send({ first, later });
await server.close();
await monitor.stop();
await session.close();
process.disconnect();
