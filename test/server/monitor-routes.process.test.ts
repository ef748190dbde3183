import { afterAll, beforeAll, describe, expect, test } from '../support/jest.js';
import { readFileSync } from 'node:fs';
import { createMonitor, type Monitor } from '../../src/monitor/create-monitor.js';
import { FIGURES } from '../../src/monitor/figures.js';
import { prometheusOutlet } from '../../src/monitor/outlets/prometheus.js';
import type { RunningServer } from '../../src/server/guarded-server.js';
import { monitorRoutes } from '../../src/server/monitor-routes.js';
import { exchange, request, start, statusOf } from './raw-client.js';

const timings = {
  acquireMs: 1000,
  computeMs: 2,
  filterMs: 3,
  scoreMs: 4,
  levelsMs: 5,
  hashMs: 6,
  totalMs: 1020,
};

describe('the routes of a monitor', () => {
  let monitor: Monitor;
  let server: RunningServer;
  beforeAll(async () => {
    const caches = { filters: { hits: 3, misses: 1, size: 4 } };
    monitor = createMonitor({ readLive: () => ({ caches, queueDepth: 5 }) });
    monitor.recordScan({
      counts: { scanned: 90, passed: 7 },
      timings,
      batches: [{ size: 20, reason: 'fixed' }],
    });
    // Whatever this machine does, something is above 0.
    monitor.setThreshold('threads', 0);
    await monitor.sampleNow();
    server = await start({
      routes: monitorRoutes(
        monitor,
        prometheusOutlet(() => monitor.report()),
      ),
    });
  });
  afterAll(async () => {
    await server.close();
    await monitor.stop();
  });

  const get = async (path: string): Promise<{ status: number | null; body: string; head: string }> => {
    const answer = await exchange(server.port, request(server.port, `GET ${path}`));
    const end = answer.indexOf('\r\n\r\n');
    return { status: statusOf(answer), head: answer.slice(0, end), body: answer.slice(end + 4) };
  };
  const setThreshold = (body: string, token = server.token): Promise<string> =>
    exchange(
      server.port,
      request(
        server.port,
        'POST /thresholds',
        [
          `Content-Length: ${Buffer.byteLength(body)}`,
          'Content-Type: application/json',
          `Origin: ${server.url}`,
          `Authorization: Bearer ${token}`,
        ],
        { body },
      ),
    );

  test('report to Prometheus what is known, in base units, and nothing else', async () => {
    const { status, head, body } = await get('/metrics');
    expect(status).toBe(200);
    expect(head).toContain('Content-Type: text/plain; version=0.0.4');
    const lines = body.split('\n');
    expect(lines).toEqual(
      expect.arrayContaining([
        'squall_scan_last_duration_seconds 1.02',
        'squall_cache_hit_ratio 0.75',
        'squall_request_queue_depth 5',
        'squall_scans_total 1',
        'squall_scan_stage_seconds_total{stage="acquire"} 1',
        'squall_cache_hits_total{cache="filters"} 3',
        'squall_threshold{name="cpuPercent"} 80',
        'squall_health{status="unknown"} 0',
        'squall_alerts_total{kind="MANY_THREADS",severity="critical"} 1',
      ]),
    );
    const values = lines.filter((line) => line !== '' && !line.startsWith('#'));
    expect(values.filter((line) => !/^squall_[a-z0-9_]+(\{[^}]*\})? -?[\d.e+-]+$/.test(line))).toEqual([]);
    expect(values.filter((line) => /^squall_requests_total /.test(line))).toEqual([]);
    // Sums do not grow by reading them.
    expect((await get('/metrics')).body).toContain('\nsquall_scans_total 1\n');
  });

  test('report health, performance, history and a snapshot as JSON', async () => {
    const health = await get('/health');
    expect([health.status, JSON.parse(health.body)]).toMatchObject([503, { status: 'critical' }]);
    expect(JSON.parse((await get('/performance')).body)).toMatchObject({
      watched: { pid: process.pid, isOwn: true },
      sample: { figures: { candidates: 7, batchSize: 20 } },
      alerts: expect.arrayContaining([expect.objectContaining({ kind: 'MANY_THREADS' })]) as unknown,
    });
    expect(JSON.parse((await get('/history?minutes=10')).body)).toMatchObject({ minutes: 10, samples: [{}] });
    expect(JSON.parse((await get('/snapshot')).body)).toMatchObject({ kind: 'squall-snapshot' });
  });

  test.each(['0', '-1', '1.5', 'x', '', '1441', '1e2'])(
    'reject minutes=%s in one sentence',
    async (minutes) => {
      const { status, body } = await get(`/history?minutes=${minutes}`);
      expect(status).toBe(400);
      expect(body).toContain('Expected minutes to be a whole number from 1 to 1440');
    },
  );

  test('set a threshold with the token only, and list the known ones if it is unknown', async () => {
    const good = '{"name":"cpuPercent","value":90}';
    expect(statusOf(await setThreshold(good, 'x'.repeat(22)))).toBe(401);
    expect(monitor.thresholds.cpuPercent).toBe(80);
    expect(statusOf(await setThreshold(good))).toBe(200);
    expect(monitor.thresholds.cpuPercent).toBe(90);
    const unknown = await setThreshold('{"name":"cpuPercnt","value":90}');
    expect(statusOf(unknown)).toBe(400);
    expect(unknown).toContain('did you mean');
    for (const bad of ['null', '[]', '{"name":1,"value":2}', '{"name":"cpuPercent","value":"90"}']) {
      expect(statusOf(await setThreshold(bad))).toBe(400);
    }
  });

  test('have every metric that the dashboard of the docs shows', async () => {
    const { body } = await get('/metrics');
    const named = new Set([...body.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name));
    const dashboard = readFileSync('docs/grafana-dashboard.json', 'utf8');
    const shown = new Set(dashboard.match(/squall_[a-z0-9_]+/g));
    expect(shown.size).toBeGreaterThan(20);
    expect([...shown].filter((name) => !named.has(name))).toEqual([]);
    expect(FIGURES.filter(({ metric }) => !named.has(metric))).toEqual([]);
  });
});
