import type { Capability } from '../../feeds/exchange/description/capability.js';
import { SCHEMA_VERSION } from '../../scanner/scan-document.js';
import { exchangesTable } from '../format/exchanges-table.js';
import { jsonText } from '../format/scan-formats.js';
import { terminalWidth } from '../format/terminal.js';
import { writeResult } from '../output.js';
import type { VerbOptions } from '../verb-options.js';

/** `squall exchanges`: every exchange, what works, what does not and why. Sends nothing. */
export async function exchangesVerb({ format, output }: VerbOptions): Promise<void> {
  const { everyCapability } = await import('../../feeds/exchange/description/capability.js');
  const { ccxtVersion } = await import('../../feeds/exchange/transport/exchange-ids.js');
  const exchanges: readonly Capability[] = await everyCapability();
  const client = `ccxt ${ccxtVersion()}`;
  const text =
    format === 'json'
      ? jsonText({ schemaVersion: SCHEMA_VERSION, client, exchanges })
      : exchangesTable(exchanges, client, terminalWidth());
  await writeResult(text, output);
}
