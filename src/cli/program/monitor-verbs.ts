import type { Command } from 'commander';
import { addSettings } from '../settings.js';
import { plainVerb } from '../verb.js';

export function addMonitor(program: Command): void {
  const monitor = program
    .command('monitor')
    .description(
      'memory, CPU and alerts of a running Squall: a live view; snapshot, diff A B, set-threshold NAME VALUE',
    )
    .exitOverride();
  const target = (command: Command): Command =>
    command
      .option('--pid <n>', 'a process of this machine')
      .option('--url <url>', 'a squall watch --metrics (default: http://127.0.0.1:9464)');
  plainVerb(
    addSettings(target(monitor.command('live', { isDefault: true })), ['every', 'once', 'color']),
    'a view every 5 s: memory, CPU, event loop, caches, scan stages, alerts, recommendations',
    ['table', 'json'],
    'squall monitor --url http://127.0.0.1:9464',
    async (options) => (await import('../commands/monitor.js')).monitorVerb(options),
  );
  plainVerb(
    target(monitor.command('snapshot')),
    'a full snapshot of the process, as JSON',
    ['json'],
    'squall monitor snapshot -o before.json',
    async (options) => (await import('../commands/monitor.js')).snapshotVerb(options),
  );
  plainVerb(
    addSettings(monitor.command('diff <before> <after>'), ['color']),
    'what grew between two snapshots, largest first',
    ['table', 'json'],
    'squall monitor diff before.json after.json',
    async (options, _, files) => (await import('../commands/monitor.js')).diffVerb(options, files),
  );
  plainVerb(
    monitor
      .command('set-threshold <name> <value>')
      .option('--url <url>', 'a squall watch --metrics (default: http://127.0.0.1:9464)')
      .option('--token <token>', 'the token that squall watch --metrics printed at startup'),
    'set a threshold of its alerts while it runs',
    ['table', 'json'],
    'squall monitor set-threshold cpuPercent 90 --token TOKEN',
    async (options, _, given) => (await import('../commands/monitor.js')).setThresholdVerb(options, given),
  );
}
