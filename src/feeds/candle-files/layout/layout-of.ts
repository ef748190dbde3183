import { layoutWithHeader } from './header-layout.js';
import { layoutWithoutHeader } from './known-layouts.js';
import type { SampleRows, TableLayout } from './table-layout.js';

/**
 * Which columns of a table contain a candle.
 * @param header  names of the columns; null if the table has none.
 * @param rows  the first rows, as texts; a header alone may have none.
 * @param symbolOfFile  null if a column must name it.
 * @returns the problem, if no layout can be found.
 */
export function tableLayoutOf(
  header: readonly string[] | null,
  rows: SampleRows,
  symbolOfFile: string | null,
): TableLayout | string {
  const layout = header === null ? headerless(rows) : layoutWithHeader(header, rows, symbolOfFile);
  if (typeof layout === 'string' || layout.symbol >= 0 || symbolOfFile !== null) return layout;
  return 'there is no column symbol, and the file name has none, as in BTC_USDT-5m.csv; name it with --symbol';
}

/** Empty columns at the end come from a delimiter after the last value. */
function headerless(rows: SampleRows): TableLayout | string {
  const columns = rows[0].length;
  let used = columns;
  while (used > 1 && rows.every((row) => row[used - 1] === '')) used--;
  const layout = layoutWithoutHeader(rows.map((row) => row.slice(0, used)));
  return typeof layout === 'string' ? layout : { ...layout, columns };
}
