import type { DialectId } from '../../emulator/dialects/index.js';
import { DIALECTS } from '../../emulator/dialects/index.js';
import { startEmulator, type Emulator, type EmulatorOptions } from '../../emulator/emulator.js';
import type { FaultEngine } from '../../emulator/fault-engine.js';
import { createFaultEngine } from '../../emulator/faults/engine.js';
import { parseScenario } from '../../emulator/scenario.js';
import { readTextFile } from '../../files/read-text.js';
import { fileReason } from '../../util/file-error.js';
import { SquallError } from '../../util/squall-error.js';
import { jsonText } from '../format/scan-formats.js';
import { writeResult } from '../output.js';
import { flagValue } from '../flag-value.js';
import { parseChoice, parseNumberFrom, parseWholeNumber } from '../parse.js';
import type { VerbOptions } from '../verb-options.js';

/** `squall emulate`: an exchange on this machine until stopped; then exit 0. */
export async function emulateVerb({ settings, format, output, flags }: VerbOptions): Promise<void> {
  const emulator = await startEmulator(optionsOf(flags, settings));
  const stopped = Promise.race([untilSignal(), emulator.ledgerFailed]);
  try {
    const text = format === 'json' ? jsonText(started(emulator)) : greeting(emulator, dialectOf(flags));
    await writeResult(text, output);
    const failure = await stopped;
    if (failure !== undefined) throw failure;
  } finally {
    await emulator.close();
  }
}

function optionsOf(flags: VerbOptions['flags'], settings: VerbOptions['settings']): EmulatorOptions {
  const port = parseWholeNumber(0, 65_535);
  const seed = settings.seed ?? 1;
  const speed = flagValue(flags, 'speed', parseNumberFrom(0, 10_000)) ?? 1;
  return {
    dialect: dialectOf(flags),
    seed,
    markets: settings.markets ?? 400,
    port: flagValue(flags, 'port', port) ?? 0,
    controlPort: flagValue(flags, 'controlPort', port) ?? 0,
    latencyMs: flagValue(flags, 'latency', parseWholeNumber(0, 60_000)) ?? 0,
    speed,
    // With time stopped, no budget would ever be free again: every client would end up banned.
    referee:
      flagValue(flags, 'referee', parseChoice(['on', 'relaxed', 'off'])) ?? (speed === 0 ? 'relaxed' : 'on'),
    ...(settings.asOf === undefined ? {} : { asOfMs: settings.asOf }),
    ...(typeof flags.scenario === 'string' ? { faults: faultsOf(flags.scenario, seed) } : {}),
    ...(typeof flags.ledger === 'string' ? { ledgerFile: flags.ledger } : {}),
  };
}

/** @throws {SquallError} exit 66 for a file that cannot be read, 78 for a scenario with errors. */
function faultsOf(file: string, seed: number): FaultEngine {
  let text: string;
  try {
    text = readTextFile(file);
  } catch (error) {
    throw new SquallError('NO_INPUT', `Cannot read the scenario ${file}: ${fileReason(error)}`);
  }
  return createFaultEngine(parseScenario(text, file), { seed });
}

function dialectOf(flags: VerbOptions['flags']): DialectId {
  return flagValue(flags, 'dialect', parseChoice(DIALECTS)) ?? 'binance';
}

function started({ baseUrl, controlUrl, control }: Emulator) {
  return { schemaVersion: 1, baseUrl, controlUrl, nowMs: control.nowMs() };
}

function greeting({ baseUrl, controlUrl, control }: Emulator, dialect: string): string {
  return [
    `${dialect} on this machine, exchange time ${new Date(control.nowMs()).toISOString()}`,
    `  base URL  ${baseUrl}`,
    `  control   ${controlUrl}`,
    '',
    `  $ squall scan --exchange ${dialect} --base-url ${baseUrl}`,
    '',
    'Ctrl-C stops it.',
    '',
  ].join('\n');
}

/** Handles the signals itself: being stopped is how this verb normally ends. */
function untilSignal(): Promise<undefined> {
  return new Promise((resolve) => {
    for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const) {
      process.removeAllListeners(signal);
      process.once(signal, () => resolve(undefined));
    }
  });
}
