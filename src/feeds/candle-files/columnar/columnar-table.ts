import { SquallError } from '../../../util/squall-error.js';
import { invalidFile, quoted } from '../input-error.js';
import type { CandleTable } from '../table-reader.js';

/** @param firstRow  rows of the file before these, for messages. */
export function columnarTable(
  parts: Pick<CandleTable, 'rowCount' | 'cell'> & { readonly names: readonly string[] },
  where: string,
  firstRow: number,
): CandleTable {
  const { names } = parts;
  return {
    ...parts,
    columns: names.length,
    symbol: null,
    place: (row) => `${where} row ${firstRow + row + 1}`,
    show: () => names.join(','),
  };
}

/** Our own errors unchanged; a library's error as one sentence. */
export function unreadableColumns(error: unknown, name: string, kind: string): unknown {
  if (error instanceof SquallError || (error as Error).name === 'AbortError') return error;
  // A library's message about damaged bytes is of no help.
  const { name: type, message } = error as Error;
  const reason = type === 'TypeError' ? '' : `: ${quoted(message)}`;
  return invalidFile(`${name} is a damaged ${kind} file${reason}.`);
}
