import { describe, expect, test } from '../support/jest.js';
import { FIGURE_NAMES } from '../../src/monitor/figures.js';
import { Alerts } from '../../src/monitor/rules/alerts.js';
import { healthOf } from '../../src/monitor/rules/health.js';
import { type Issue, issuesOf } from '../../src/monitor/rules/issues.js';
import { RECOMMENDATION_RULES, recommendationsOf } from '../../src/monitor/rules/recommendations.js';
import { Thresholds } from '../../src/monitor/rules/thresholds.js';
import { WATCH_RULES } from '../../src/monitor/rules/watch-rules.js';
import { SETTINGS } from '../../src/cli/settings.js';
import { EXIT } from '../../src/util/error-codes.js';
import { SquallError } from '../../src/util/squall-error.js';
import { sampleOf } from './samples.js';

const severities = (figures: Parameters<typeof sampleOf>[0], thresholds = new Thresholds()): string[] =>
  issuesOf(sampleOf(figures), thresholds).map(({ kind, severity }) => `${kind} ${severity}`);

describe('thresholds', () => {
  test('are those of the original scanner where it had them', () => {
    expect(new Thresholds().values).toMatchObject({
      cpuPercent: 80,
      cpuPercentWarning: 70,
      memoryPercent: 85,
      memoryPercentWarning: 75,
      diskPercent: 90,
      diskPercentWarning: 80,
      threads: 100,
      openFiles: 1000,
      requestsPerMinuteWarning: 1000,
    });
  });

  const rows = WATCH_RULES.flatMap(({ figure, kind, warning, limit }) => [
    ...(warning === null ? [] : [[figure, kind, 'warning', warning] as const]),
    ...(limit === null ? [] : [[figure, kind, 'critical', limit] as const]),
  ]);

  test.each(rows)(
    '%s: %s is %s above %p, not at it and not below it',
    (figure, kind, severity, threshold) => {
      const isIt = (value: number): boolean =>
        severities({ [figure]: value }).includes(`${kind} ${severity}`);
      expect([isIt(threshold - 0.1), isIt(threshold), isIt(threshold + 0.1)]).toEqual([false, false, true]);
    },
  );

  test('report a figure once, at its worst, and nothing of what is unknown', () => {
    expect(severities({ cpuPercent: 99, memoryPercent: 76 })).toEqual([
      'HIGH_CPU critical',
      'HIGH_MEMORY warning',
    ]);
    expect(severities({})).toEqual([]);
  });

  test('change at run time, and with them what is an issue', () => {
    const thresholds = new Thresholds();
    thresholds.set('cpuPercent', 90);
    expect(severities({ cpuPercent: 85 }, thresholds)).toEqual(['HIGH_CPU warning']);
    thresholds.set('cpuPercent', 60);
    expect(severities({ cpuPercent: 65 }, thresholds)).toEqual(['HIGH_CPU critical']);
    expect(severities({ cpuPercent: 60 }, thresholds)).toEqual([]);
  });

  test('of an unknown name are an error that lists the names and guesses what was meant', () => {
    const error = catchError(() => new Thresholds().set('cpuPercnt', 90));
    expect(error.exitCode).toBe(EXIT.usage);
    expect(error.message).toContain('cpuPercent, cpuPercentWarning, memoryPercent');
    expect(error.message).toMatch(/got "cpuPercnt"; did you mean "cpuPercent"\?$/);
    expect(catchError(() => new Thresholds().set('x', 1)).message).toMatch(/got "x"\.$/);
  });

  test.each([
    ['cpuPercent', -0.1],
    ['cpuPercent', 100.1],
    ['cpuPercent', NaN],
    ['threads', Infinity],
    ['threads', '5' as unknown as number],
    ['threads', null as unknown as number],
  ])('reject %s = %p, which it can never have, and keep the old one', (name, value) => {
    const thresholds = new Thresholds();
    const before = thresholds.values;
    expect(catchError(() => thresholds.set(name, value)).message).toMatch(/^Expected \w+ to be a number/);
    expect(thresholds.values).toEqual(before);
  });
});

function catchError(act: () => void): SquallError {
  try {
    act();
  } catch (error) {
    if (error instanceof SquallError) return error;
    throw error;
  }
  throw new Error('Expected an error.');
}

const issue = (
  severity: Issue['severity'] = 'warning',
  kind: Issue['kind'] = 'HIGH_CPU',
  value = 75,
): Issue => ({
  figure: 'cpuPercent',
  kind,
  severity,
  value,
  threshold: 70,
  message: 'CPU at 75.0 %',
  remedy: 'Rest.',
});

describe('alerts', () => {
  test('are limited to one per cooldown for each kind, and again when it is over', () => {
    const alerts = new Alerts(100, 300_000);
    const at = (nowMs: number, ...issues: Issue[]): number => alerts.record(issues, nowMs, 0).length;
    expect(at(0, issue())).toBe(1);
    expect(at(5_000, issue())).toBe(0);
    expect(at(10_000, issue(), issue('warning', 'HIGH_DISK'))).toBe(1);
    expect(at(299_999, issue())).toBe(0);
    expect(at(300_000, issue())).toBe(1);
    expect(at(599_999, issue())).toBe(0);
  });

  test('come at once when it has become worse, and not again when it becomes better', () => {
    const alerts = new Alerts(100, 300_000);
    expect(alerts.record([issue()], 0, 0)).toHaveLength(1);
    expect(alerts.record([issue('critical')], 5_000, 0)).toMatchObject([{ severity: 'critical' }]);
    expect(alerts.record([issue()], 10_000, 0)).toEqual([]);
    expect(alerts.record([issue('critical')], 15_000, 0)).toEqual([]);
    expect(alerts.record([issue()], 305_000, 0)).toHaveLength(1);
  });

  test('are kept up to 100: the 101st drops the first, but not from the totals', () => {
    const alerts = new Alerts(100, 300_000);
    for (let n = 0; n < 101; n++) alerts.record([issue('warning', 'HIGH_CPU', n)], n * 300_000, n);
    expect(alerts.recent).toHaveLength(100);
    expect(alerts.recent[0].atMs).toBe(1);
    expect(alerts.recent[99].atMs).toBe(100);
    expect(alerts.totals).toEqual([{ kind: 'HIGH_CPU', severity: 'warning', count: 101 }]);
  });

  test('say what, how much, against what, and what to do; they are immutable', () => {
    const [found] = issuesOf(sampleOf({ memoryPercent: 86.25 }), new Thresholds());
    const [alert] = new Alerts(1, 0).record([found], 0, 1_700_000_000_000);
    expect(alert).toEqual({
      atMs: 1_700_000_000_000,
      kind: 'HIGH_MEMORY',
      severity: 'critical',
      message: 'Memory at 86.3 %, above its limit of 85.0 %',
      figures: { figure: 'memoryPercent', value: 86.25, threshold: 85 },
      remedy:
        'Take fewer markets at a time (--batch-size, --concurrency) or halve the caches (--cache-size half).',
    });
    expect(Object.isFrozen(alert) && Object.isFrozen(alert.figures)).toBe(true);
  });
});

describe('health', () => {
  const issues = (count: number, severity: Issue['severity'] = 'warning'): Issue[] =>
    Array.from({ length: count }, () => issue(severity));

  test.each([
    [0, 'healthy'],
    [1, 'warning'],
    [2, 'warning'],
    [3, 'critical'],
  ])('of %i warnings is %s', (count, status) => {
    expect(healthOf(issues(count), null)).toMatchObject({ status, reason: null });
  });

  test('is critical above one limit, and unknown for a reason', () => {
    expect(healthOf(issues(1, 'critical'), null).status).toBe('critical');
    expect(healthOf([], 'No sample.')).toEqual({ status: 'unknown', issues: [], reason: 'No sample.' });
  });
});

describe('recommendations', () => {
  const settings = (values: Record<string, number | string>) => (option: string) => values[option] ?? null;

  test.each(RECOMMENDATION_RULES)(
    'of $kind start above $mediumAbove and are high above $highAbove',
    (rule) => {
      const priority = (value: number): string | undefined =>
        recommendationsOf(sampleOf({ [rule.figure]: value }), () => null)[0]?.priority;
      const { mediumAbove, highAbove } = rule;
      expect([mediumAbove - 0.1, mediumAbove, mediumAbove + 0.1].map(priority)).toEqual([
        undefined,
        undefined,
        'medium',
      ]);
      expect([highAbove, highAbove + 0.1].map(priority)).toEqual(['medium', 'high']);
    },
  );

  test('name the option and the value, based on its current one', () => {
    const sample = sampleOf({ memoryPercent: 72 });
    const [first] = recommendationsOf(sample, settings({ '--batch-size': 20, '--concurrency': 2 }));
    expect(first.change).toEqual({ option: '--batch-size', from: 20, to: 10 });
    expect(first.message).toBe('Set --batch-size 10 (now 20): memory at 72.0 %, above 70.0 %');
    const [second] = recommendationsOf(sample, settings({ '--batch-size': 1, '--concurrency': 2 }));
    expect(second.change).toEqual({ option: '--concurrency', from: 2, to: 1 });
  });

  test('end with what can still be lowered', () => {
    const lowest = settings({ '--batch-size': 1, '--concurrency': 1, '--cache-size': 'half' });
    const [only] = recommendationsOf(sampleOf({ memoryPercent: 95 }), lowest);
    expect(only).toMatchObject({ priority: 'high', change: null });
    expect(only.message).toBe('Nothing left to lower: memory at 95.0 %, above 70.0 %');
  });

  test('name a value that is safe anywhere where the one now is unknown', () => {
    const [first] = recommendationsOf(sampleOf({ memoryPercent: 95 }), () => null);
    expect(first.change).toEqual({ option: '--batch-size', from: null, to: 10 });
    expect(first.message).toMatch(/^Set --batch-size 10: /);
  });
});

describe('the rules', () => {
  const flags = new Set(Object.values(SETTINGS).map(({ flags: text }) => text.split(' ')[0]));

  test('name only options that the command line has', () => {
    const remedies = WATCH_RULES.flatMap(({ remedy }) => remedy.match(/--[a-z-]+/g) ?? []);
    const steps = RECOMMENDATION_RULES.flatMap((rule) => rule.steps.map(({ option }) => option));
    const named = [...remedies, ...steps].filter((option) => option !== '--max-old-space-size');
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((option) => !flags.has(option))).toEqual([]);
  });

  test('watch figures that exist, each once', () => {
    const watched = WATCH_RULES.map(({ figure }) => figure);
    expect(new Set(watched).size).toBe(watched.length);
    expect(watched.filter((figure) => !FIGURE_NAMES.includes(figure))).toEqual([]);
  });
});
