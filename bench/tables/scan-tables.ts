import { monitorShare } from '../rows/monitor.js';
import { rows } from './found.js';
import { mb, ms, ns, table } from './markdown.js';

export function scanTable(): string {
  const stages = ['acquireMs', 'computeMs', 'filterMs', 'levelsMs', 'scoreMs', 'hashMs'] as const;
  const body = rows.scan.map((row) => [
    `${row.markets}×${row.bars}`,
    ...stages.map((stage) => {
      const share = (100 * row.stages[stage]) / row.stages.totalMs;
      return `${ms(row.stages[stage])} (${share.toFixed(0)} %)`;
    }),
    ms(row.stages.totalMs),
    ms(row.stages.kernelMs),
    mb(row.engineBytes),
    mb(row.resultBytes),
  ]);
  const head = ['markets×bars', 'clean, ingest', 'compute', 'filters', 'levels', 'score', 'hashes'];
  return table([...head, 'total ms', 'kernels ms', 'engine memory', 'result'], body);
}

export function exchangeTable(): string {
  const body = rows.exchange.flatMap(({ first, second, ...row }) =>
    [['first', first] as const, ['one bar later', second] as const].map(([name, pass]) => [
      `${row.markets.toLocaleString('en')}${row.isCompressed ? '' : ', not packed'}, ${name}`,
      `${pass.calls} (${pass.bookCalls})`,
      `${pass.rowsAsked}`,
      mb(pass.bytes),
      ms(pass.idealMs),
      `${ms(pass.bareMs)} (${(pass.bareMs / pass.idealMs).toFixed(2)}×)`,
      `${ms(pass.ms)} (${(pass.ms / pass.idealMs).toFixed(2)}×)`,
      ((pass.ms * row.peakInFlight) / (row.latencyMs * pass.calls)).toFixed(2),
      (pass.cpuMs / pass.calls).toFixed(2),
    ]),
  );
  return table(
    [
      'markets',
      'requests (books)',
      'candles asked',
      'received',
      'network ms',
      'undici alone ms',
      'scan ms',
      'scan / (latency × requests / concurrency)',
      'CPU ms per request',
    ],
    body,
  );
}

export function profileTable(): string {
  return table(
    ['profile', 'process ms', 'compute … hashes ms', 'peak memory'],
    rows.profiles.map(({ profile, totalMs, scanMs, peakBytes }) => [
      profile ?? 'none',
      ms(totalMs),
      ms(scanMs),
      mb(peakBytes),
    ]),
  );
}

export function monitorTable(): string {
  const body = rows.monitor.map((row) => [
    `${row.markets}`,
    ns(row.idleMs),
    ns(row.watchedIdleMs),
    `${(100 * monitorShare(row)).toFixed(2)} %`,
    ms(row.scanMs),
    ms(row.watchedScanMs),
  ]);
  const head = [
    'markets',
    'idle ms',
    'with monitor ms',
    'share of a scan',
    'scan ms',
    'scan with monitor ms',
  ];
  return table(head, body);
}

export function eventLoopTable(): string {
  return table(
    ['markets', 'first scan p99 ms', 'most ms', 'later scans p99 ms', 'most ms', 'requests'],
    rows.eventLoop.map(({ markets, first, later, polls }) => [
      markets.toLocaleString('en'),
      ...[first, later].flatMap(({ p99Ms, maxMs }) => [ms(p99Ms), ms(maxMs)]),
      `${polls}`,
    ]),
  );
}
