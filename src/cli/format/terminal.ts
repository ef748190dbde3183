const WIDE = 160;

/** Columns to print for: the terminal's, otherwise $COLUMNS, otherwise wide enough for everything. */
export function terminalWidth(): number {
  const width = process.stdout.columns || Number(process.env.COLUMNS);
  return Number.isFinite(width) && width > 0 ? width : WIDE;
}

/** Rows of the terminal that stdout is; Infinity for a pipe or file. */
export function terminalHeight(): number {
  const { isTTY, rows } = process.stdout;
  return isTTY && rows > 0 ? rows : Infinity;
}
