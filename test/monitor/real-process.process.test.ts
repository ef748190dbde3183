import { afterEach, describe, expect, test } from '../support/jest.js';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import { createMonitor, type Monitor } from '../../src/monitor/create-monitor.js';
import { otherCounters, ownCounters } from '../../src/monitor/sources/process-counters.js';
import { createServer } from 'node:net';
import { EXIT } from '../../src/util/error-codes.js';

const MB = 1_000_000;
const isLinux = existsSync('/proc/self/stat');
const onLinux = isLinux ? test : test.failing;

describe('real processes', () => {
  const monitors: Monitor[] = [];
  const watch = (...options: Parameters<typeof createMonitor>): Monitor => {
    const monitor = createMonitor(...options);
    monitors.push(monitor);
    return monitor;
  };
  afterEach(async () => {
    await Promise.all(monitors.splice(0).map((monitor) => monitor.stop()));
  });

  onLinux('this one agrees with /proc within 1 MB and 2 %', async () => {
    const own = ownCounters(fs);
    const other = otherCounters(fs, process.pid);
    const before = [await own(), await other()];
    // CPU time, not wall time: the same work on a busy machine.
    const { user } = process.cpuUsage();
    let sum = 0;
    while (process.cpuUsage().user - user < 1_000_000) sum += Math.sqrt(sum + 1);
    const after = [await own(), await other()];
    const [ownCpuMs, otherCpuMs] = after.map(({ cpuMs }, n) => cpuMs - before[n].cpuMs);
    expect(ownCpuMs).toBeGreaterThan(1_000);
    expect(Math.abs(ownCpuMs - otherCpuMs) / ownCpuMs).toBeLessThan(0.02);
    expect(Math.abs(after[0].rssBytes! - after[1].rssBytes!)).toBeLessThan(MB);
    expect(after[0].threads).toBe(after[1].threads);
    expect(after[0].files).toEqual(after[1].files);
  });

  onLinux('an open socket and an open file are counted', async () => {
    const counters = ownCounters(fs);
    const before = (await counters()).files;
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const file = await fs.open('/dev/null');
    const after = (await counters()).files;
    server.close();
    await file.close();
    if (typeof before === 'string' || typeof after === 'string') throw new Error('Expected counts.');
    expect(after).toEqual({ openFiles: before.openFiles + 2, sockets: before.sockets + 1 });
  });

  onLinux('a child is watched, not the watcher, until it ends', async () => {
    const script = 'const held = Buffer.alloc(150e6, 1); console.log("up"); setInterval(() => held, 1e6)';
    const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    const monitor = watch({ pid: child.pid! });
    const first = (await monitor.sampleNow())!;
    const status = await fs.readFile(`/proc/${child.pid}/status`, 'utf8');
    const rssBytes = Number(/VmRSS:\s+(\d+)/.exec(status)![1]) * 1024;
    expect(rssBytes).toBeGreaterThan(150e6);
    expect(Math.abs(first.figures.rssBytes! - rssBytes)).toBeLessThan(MB);
    expect(first.figures.eventLoopDelayP99Ms).toBeNull();
    expect(first.missing.eventLoopDelayP99Ms).toMatch(/only the process itself/);
    const snapshot = await monitor.snapshot();
    expect(snapshot.process).toMatchObject({ pid: child.pid, node: null });
    expect(snapshot.handles).toBeNull();
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
    expect(await monitor.sampleNow()).toBeNull();
    expect(monitor.watched.ended?.reason).toBe(`Process ${child.pid} has ended.`);
    await expect(monitor.snapshot()).rejects.toMatchObject({ code: 'PROCESS_ENDED' });
  });

  test('the process of the monitor has every figure that it can measure itself', async () => {
    const monitor = watch();
    await monitor.sampleNow();
    // Until a timer of the probe has come due.
    while ((await monitor.sampleNow())!.figures.eventLoopDelayMaxMs === null) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    const { figures } = monitor.sample!;
    expect(figures.cpuPercent).toBeGreaterThanOrEqual(0);
    expect(figures.rssBytes).toBeGreaterThan(MB);
    expect(figures.gcPercent).toBeGreaterThanOrEqual(0);
    expect(figures.diskPercent).toBeGreaterThan(0);
    expect(figures.diskPercent).toBeLessThanOrEqual(100);
    expect(figures.memoryPercent).toBeGreaterThan(0);
    expect(figures.memoryPercent).toBeLessThanOrEqual(100);
  });

  test.each([0, -1, 1.5, NaN])('there is none with the pid %p', (pid) => {
    expect(() => createMonitor({ pid })).toThrow(expect.objectContaining({ exitCode: EXIT.usage }));
  });

  test.each([99, NaN, 3_600_001])('an interval of %p ms is rejected', (everyMs) => {
    expect(() => createMonitor({ everyMs })).toThrow(/interval/);
  });
});
