import type { Command } from 'commander';
import { addSettings } from '../settings.js';
import { plainVerb } from '../verb.js';
import { DOCTOR_SETTINGS, MARKETS_SETTINGS, PLAN_SETTINGS } from '../verb-settings.js';

/** Verbs about an exchange itself rather than a scan. */
export function addExchangeVerbs(program: Command): void {
  plainVerb(
    program.command('exchanges'),
    'every exchange: what a scan of it can do, and why some cannot be scanned; sends nothing',
    ['table', 'json'],
    'squall exchanges --json',
    async (options) => {
      const { exchangesVerb } = await import('../commands/exchanges.js');
      await exchangesVerb(options);
    },
  );
  plainVerb(
    addSettings(program.command('plan'), PLAN_SETTINGS),
    'what a scan of an exchange would send: calls, weight, seconds, share of the limits; nothing is scanned',
    ['table', 'json'],
    'squall plan --exchange binance --type swap',
    async (options) => {
      const { planVerb } = await import('../commands/plan.js');
      await planVerb(options);
    },
  );
  plainVerb(
    addSettings(
      program.command('markets').option('--why', 'also the markets that are out, with the reason for each'),
      MARKETS_SETTINGS,
    ),
    'the markets of an exchange that are scanned, and why the others are not',
    ['table', 'json', 'csv'],
    'squall markets --exchange okx --why',
    async (options) => {
      const { marketsVerb } = await import('../commands/markets.js');
      await marketsVerb(options);
    },
  );
  plainVerb(
    addSettings(program.command('doctor'), DOCTOR_SETTINGS),
    'what this machine can do: Node, WASM, threads, memory; with --exchange also how the exchange answers',
    ['table', 'json'],
    'squall doctor --exchange binance',
    async (options) => {
      const { doctorVerb } = await import('../commands/doctor.js');
      await doctorVerb(options);
    },
  );
}
