import type { CandleColumns } from '../market/candle-series.js';
import { CANDLE_COLUMNS } from '../market/candle-series.js';

/** Rows of all columns selected by a rule, copied. */
export function rowsWhere(columns: CandleColumns, isChosen: (row: number) => boolean): CandleColumns {
  const rows = [...columns.openTimeMs.keys()].filter(isChosen);
  return columnsFrom((name) => Float64Array.from(rows, (row) => columns[name][row]));
}

/** Rows as received: a store keeps unknown volumes as 0; they are NaN here. */
export function toldRows(rows: CandleColumns, { hasVolume }: { readonly hasVolume?: false }): CandleColumns {
  return hasVolume === false ? { ...rows, volume: rows.volume.map(() => NaN) } : rows;
}

/** Rows [from, to), sharing their memory. */
export function sliceRows(columns: CandleColumns, from: number, to: number): CandleColumns {
  return columnsFrom((name) => columns[name].subarray(from, to));
}

/** All rows, concatenated. */
export function joinRows(pieces: readonly CandleColumns[]): CandleColumns {
  const count = pieces.reduce((sum, { openTimeMs }) => sum + openTimeMs.length, 0);
  return columnsFrom((name) => {
    const column = new Float64Array(count);
    let at = 0;
    for (const piece of pieces) {
      column.set(piece[name], at);
      at += piece[name].length;
    }
    return column;
  });
}

/** The same rows by open time. */
export function sortedRows(columns: CandleColumns): CandleColumns {
  const { openTimeMs } = columns;
  const order = [...openTimeMs.keys()].sort((a, b) => openTimeMs[a] - openTimeMs[b]);
  return columnsFrom((name) => Float64Array.from(order, (row) => columns[name][row]));
}

function columnsFrom(columnOf: (name: (typeof CANDLE_COLUMNS)[number]) => Float64Array): CandleColumns {
  const [openTimeMs, open, high, low, close, volume] = CANDLE_COLUMNS.map(columnOf);
  return { openTimeMs, open, high, low, close, volume };
}
