import { selectEngineName } from '../../kernels/engine/engine.js';
import { errorDocument } from '../../scanner/scan-document.js';
import { EXIT } from '../../util/error-codes.js';
import type { Check } from '../check.js';
import { checkExchange } from '../exchange-checks.js';
import { layOut } from '../format/columns.js';
import { jsonText } from '../format/scan-formats.js';
import { terminalWidth } from '../format/terminal.js';
import { checkMachine } from '../machine-checks.js';
import { writeResult, writeStderr } from '../output.js';
import type { VerbOptions } from '../verb-options.js';
import { squallVersion } from '../../library/node/version.js';

/**
 * `squall doctor`: what works on this machine, and with `--exchange` how that exchange answers a few
 * requests. Exit 71 if nothing can compute here; otherwise the code of the failure that kept the exchange
 * from answering; otherwise 65 if a check of the exchange says NO.
 */
export async function doctorVerb({ settings, format, output }: VerbOptions): Promise<void> {
  const machine = await checkMachine();
  const report = settings.exchange === undefined ? null : await checkExchange(settings);
  const failure = report?.failure ?? null;
  const checks = [...machine, ...(report?.checks ?? [])];
  const engine = selectEngineName('auto');
  const document = {
    schemaVersion: 1,
    squall: squallVersion(),
    engine,
    checks,
    ...(report ? { exchange: report.exchange } : {}),
    ...(failure ? { error: errorDocument(failure) } : {}),
  };
  await writeResult(format === 'json' ? jsonText(document) : tableText(checks, engine), output);
  const canCompute = machine.filter(({ name }) => name.startsWith('wasm')).some(({ ok }) => ok);
  if (!canCompute) process.exitCode = EXIT.cannotStart;
  else if (failure !== null) {
    writeStderr(failure.message);
    process.exitCode = failure.exitCode;
  }
}

function tableText(checks: readonly Check[], engine: string): string {
  const rows = layOut<Check>(
    [
      { title: 'Check', align: 'left', giveWay: 0, cell: ({ name }) => name },
      { title: 'State', align: 'left', giveWay: 0, cell: ({ ok }) => (ok ? 'ok' : 'NO') },
      { title: 'Detail', align: 'left', giveWay: 0, wraps: true, cell: ({ detail }) => detail },
    ],
    checks,
    terminalWidth(),
  );
  return [`Squall ${squallVersion()}; --engine auto selects ${engine}`, '', ...rows, ''].join('\n');
}
