import { describe, expect, test } from '../support/jest.js';
import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';
import { paintFor } from '../../src/cli/format/style.js';
import { monitorView } from '../../src/cli/monitor/monitor-view.js';
import { createMonitor } from '../../src/monitor/create-monitor.js';
import type { MonitorReport } from '../../src/monitor/report.js';

const timings = {
  acquireMs: 900,
  computeMs: 2,
  filterMs: 3,
  scoreMs: 4,
  levelsMs: 5,
  hashMs: 6,
  totalMs: 920,
};

async function busyReport(): Promise<MonitorReport> {
  const monitor = createMonitor();
  monitor.recordScan({
    counts: { scanned: 90, passed: 7 },
    timings,
    batches: [{ size: 20, reason: 'fixed' }],
  });
  for (const name of ['threads', 'openFiles', 'diskPercent', 'sockets']) monitor.setThreshold(name, 0);
  await monitor.sampleNow();
  await monitor.stop();
  return monitor.report();
}

describe('the live view', () => {
  test.each([
    [80, 24],
    [160, 50],
    [40, 10],
  ])('fits into %i×%i with everything at once, and says in words what colours say', async (columns, rows) => {
    const report = await busyReport();
    const plain = monitorView(report, { columns, rows }, paintFor('never'));
    const painted = monitorView(report, { columns, rows }, paintFor('always'));
    expect(plain.length).toBeLessThanOrEqual(rows);
    expect(Math.max(...painted.map((line) => stringWidth(line)))).toBeLessThanOrEqual(columns);
    expect(painted.map(stripVTControlCharacters)).toEqual(plain);
    expect(plain.join('\n')).toContain('CRITICAL');
    if (rows < 24) return;
    expect(plain.join('\n')).toMatch(/^RSS .* [MG]iB/m);
    expect(plain.join('\n')).toMatch(/^threads .* critical$/m);
    expect(plain.join('\n')).toContain('stages: acquire 900 ms');
    expect(plain.join('\n')).toMatch(/critical: Threads at \d+, above its limit of 0/);
  });

  test('before the first sample, and after the end, says why it shows nothing', () => {
    const monitor = createMonitor();
    const lines = monitorView(monitor.report(), { columns: 80, rows: 24 }, paintFor('never'));
    expect(lines.join('\n')).toContain('UNKNOWN');
    expect(lines).toContain('No sample was taken yet.');
    return monitor.stop();
  });
});
