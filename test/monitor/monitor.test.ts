import { describe, expect, test } from '../support/jest.js';
import { FIGURE_NAMES, type Figures } from '../../src/monitor/figures.js';
import { type MonitorListeners, PerformanceMonitor } from '../../src/monitor/monitor.js';
import { type FigureSource, ProcessEnded } from '../../src/monitor/sample.js';
import { ProductSource } from '../../src/monitor/sources/product-source.js';
import { summarize } from '../../src/monitor/summary.js';
import { TestClock } from '../support/test-clock.js';
import { sampleOf } from './samples.js';

const START_MS = Date.UTC(2026, 0, 1);

/** A monitor of a process that has exactly these figures. */
function monitorOf(read: () => Partial<Figures>, more: MonitorListeners & { historyLimit?: number } = {}) {
  const clock = new TestClock(START_MS);
  const source: FigureSource = {
    names: ['cpuPercent', 'rssBytes'],
    read: () => ({ figures: read(), missing: {} }),
  };
  const monitor = new PerformanceMonitor({
    clock,
    pid: 7,
    isOwn: false,
    everyMs: 5_000,
    historyLimit: 1000,
    alertLimit: 100,
    cooldownMs: 300_000,
    product: new ProductSource(
      () => ({}),
      () => clock.nowMs(),
    ),
    sources: [source],
    tunables: [],
    autoTune: false,
    close: () => {},
    ...more,
  });
  return { monitor, clock };
}

describe('a monitor', () => {
  test('knows nothing before its first sample', () => {
    const { monitor } = monitorOf(() => ({}));
    expect(monitor.health()).toEqual({ status: 'unknown', issues: [], reason: 'No sample was taken yet.' });
    expect(monitor.report().sample).toBeNull();
  });

  test('samples at once and every 5 s until it is stopped, however often it is started', async () => {
    const { monitor, clock } = monitorOf(() => ({ cpuPercent: 10 }));
    monitor.start();
    monitor.start();
    await clock.advance(20_000);
    expect(monitor.history(60).map(({ atMs }) => atMs - START_MS)).toEqual([
      0, 5_000, 10_000, 15_000, 20_000,
    ]);
    await monitor.stop();
    await monitor.stop();
    await clock.advance(20_000);
    expect(monitor.history(60)).toHaveLength(5);
    expect(clock.timerCount).toBe(0);
  });

  test('keeps 1000 samples, drops the oldest first, and hands out what cannot be changed', async () => {
    let cpuPercent = 0;
    const { monitor } = monitorOf(() => ({ cpuPercent: cpuPercent++ / 100 }));
    for (let n = 0; n < 1001; n++) await monitor.sampleNow();
    const samples = monitor.history(60);
    expect(samples).toHaveLength(1000);
    expect(samples[0].figures.cpuPercent).toBe(0.01);
    expect(Object.isFrozen(samples[0]) && Object.isFrozen(samples[0].figures)).toBe(true);
  });

  test('reports the last minutes by elapsed time, even if the wall clock was set back', async () => {
    const values = [10, 20, 60, 30];
    const { monitor, clock } = monitorOf(() => ({ cpuPercent: values.shift()! }));
    for (const waitMs of [60_000, 60_000, 60_000, 0]) {
      await monitor.sampleNow();
      clock.stepWall(-3_600_000);
      await clock.advance(waitMs);
    }
    expect(monitor.history(1).map(({ figures }) => figures.cpuPercent)).toEqual([60, 30].slice(-2));
    expect(monitor.summary(2).figures.cpuPercent).toEqual({ now: 30, mean: 110 / 3, min: 20, max: 60 });
    expect(monitor.summary(2).figures.rssBytes).toBeNull();
    expect(monitor.summary(2).samples).toBe(3);
    expect(monitor.report().uptimeMs).toBe(180_000);
    expect(() => monitor.history(0)).toThrow(/minutes/);
  });

  test('alerts once in 300 s, by a threshold that was set meanwhile', async () => {
    const alerts: string[] = [];
    const { monitor, clock } = monitorOf(() => ({ cpuPercent: 85 }), {
      onAlert: ({ kind, severity, atMs }) => alerts.push(`${kind} ${severity} ${(atMs - START_MS) / 1000}`),
    });
    monitor.setThreshold('cpuPercent', 90);
    monitor.start();
    await clock.advance(200_000);
    monitor.setThreshold('cpuPercent', 80);
    await clock.advance(400_000);
    await monitor.stop();
    expect(alerts).toEqual(['HIGH_CPU warning 0', 'HIGH_CPU critical 205', 'HIGH_CPU critical 505']);
    expect(monitor.health()).toMatchObject({ status: 'critical', issues: [{ figure: 'cpuPercent' }] });
    monitor.setThreshold('cpuPercent', 100);
    monitor.setThreshold('cpuPercentWarning', 100);
    expect(monitor.health().status).toBe('healthy');
  });

  test('says when its process has ended, once, and samples no more', async () => {
    const ended: string[] = [];
    let isGone = false;
    const { monitor, clock } = monitorOf(
      () => {
        if (isGone) throw new ProcessEnded('Process 7 has ended.');
        return { cpuPercent: 1 };
      },
      { onEnd: (watched) => ended.push(watched.ended!.reason) },
    );
    monitor.start();
    await clock.advance(5_000);
    isGone = true;
    await clock.advance(60_000);
    expect(ended).toEqual(['Process 7 has ended.']);
    expect(monitor.watched.ended).toEqual({ atMs: START_MS + 10_000, reason: 'Process 7 has ended.' });
    expect(monitor.health()).toMatchObject({ status: 'unknown', reason: 'Process 7 has ended.' });
    expect(monitor.history(60)).toHaveLength(2);
    expect(await monitor.sampleNow()).toBeNull();
  });

  test('continues when a source or a listener fails, and says so', async () => {
    const problems: unknown[] = [];
    const fault = new Error('A listener broke.');
    let isBroken = true;
    const { monitor, clock } = monitorOf(
      () => {
        if (isBroken) throw new Error('EMFILE');
        return { cpuPercent: 99 };
      },
      {
        onAlert: () => {
          throw fault;
        },
        onProblem: (error) => problems.push(error),
      },
    );
    monitor.start();
    await clock.advance(0);
    expect(monitor.sample?.missing).toMatchObject({ cpuPercent: 'EMFILE', rssBytes: 'EMFILE' });
    expect(monitor.health().status).toBe('healthy');
    isBroken = false;
    await clock.advance(10_000);
    expect(monitor.sample?.figures.cpuPercent).toBe(99);
    expect(problems).toEqual([fault]);
    await monitor.stop();
  });

  test('has a value or a reason for every figure, never NaN', async () => {
    const { monitor } = monitorOf(() => ({ cpuPercent: NaN, rssBytes: Infinity }));
    const { figures, missing } = (await monitor.sampleNow())!;
    expect(Object.keys(figures)).toEqual(FIGURE_NAMES);
    expect(FIGURE_NAMES.filter((name) => figures[name] === null && !missing[name])).toEqual([]);
    expect(FIGURE_NAMES.every((name) => figures[name] === null)).toBe(true);
  });
});

describe('a summary', () => {
  test('skips what was unknown', () => {
    const samples = [{ cpuPercent: 10 }, {}, { cpuPercent: 40 }, {}].map((figures) => sampleOf(figures));
    expect(summarize(samples, 5).figures.cpuPercent).toEqual({ now: null, mean: 25, min: 10, max: 40 });
  });
});
