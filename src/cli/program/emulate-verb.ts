import type { Command } from 'commander';
import { addSettings } from '../settings.js';
import { plainVerb } from '../verb.js';

export function addEmulate(program: Command): void {
  const command = program
    .command('emulate')
    .option(
      '--dialect <exchange>',
      'whose wire format: binance, binanceusdm, bybit or kraken (default: binance)',
    )
    .option('--port <n>', 'port on 127.0.0.1 (default: any free one)')
    .option('--control-port <n>', 'port of the JSON control (default: any free one)')
    .option('--latency <ms>', 'added to every answer (default: 0)')
    .option('--speed <x>', 'exchange seconds per real second (default: 1)')
    .option(
      '--referee <mode>',
      'rate limits: on refuses and bans, relaxed counts, off (default: on; relaxed with --speed 0)',
    )
    .option('--scenario <file>', 'faults by time, count or chance, as JSON (docs/faults.md)')
    .option('--ledger <file>', 'every connection and request as NDJSON');
  addSettings(command, ['seed', 'markets', 'asOf']);
  plainVerb(
    command,
    'serve the simulated market as an exchange on this machine, for clients to scan',
    ['table', 'json'],
    'squall emulate',
    async (options) => {
      const { emulateVerb } = await import('../commands/emulate.js');
      await emulateVerb(options);
    },
  );
}
