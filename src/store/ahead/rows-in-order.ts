import type { DecodedRows } from '../../codec/block/decode-candles.js';
import type { CandleColumns } from '../../market/candle-series.js';
import { emptySeries } from '../../market/candle-series.js';
import { firstFrom } from '../../util/first-from.js';
import { sliceRows } from '../candle-rows.js';
import type { RowSource } from '../read-bars.js';
import type { PlacedPart } from '../read-part.js';
import { firstPartTo, readPart } from '../read-part.js';
import { ROWS_PER_PART } from '../segment-parts.js';

/** Rows of one market requested from the oldest to the newest: only its last part is in memory. */
export class RowsInOrder implements RowSource {
  readonly #parts: readonly PlacedPart[];
  readonly #room = emptySeries('', 1, ROWS_PER_PART);
  #rows: CandleColumns = this.#room;
  /** Part that `#rows` contains; −1 = none. */
  #current = -1;

  constructor(parts: readonly PlacedPart[]) {
    this.#parts = parts;
  }

  *pieces(fromMs: number, toMs: number): Generator<CandleColumns> {
    for (let index = firstPartTo(this.#parts, fromMs); index < this.#parts.length; index++) {
      if (this.#parts[index].firstMs >= toMs) return;
      const rows = this.#read(index);
      const from = firstFrom(rows.openTimeMs, fromMs);
      const to = firstFrom(rows.openTimeMs, toMs);
      if (from < to) yield sliceRows(rows, from, to);
    }
  }

  closeBefore(timeMs: number): number | null {
    const index = this.#parts.findLastIndex(({ firstMs }) => firstMs < timeMs);
    if (index < 0) return null;
    // The caller may still hold a piece of the last part: its memory is left alone.
    const { openTimeMs, close } = index === this.#current ? this.#rows : readPart(this.#parts[index]);
    return close[firstFrom(openTimeMs, timeMs) - 1];
  }

  #read(index: number): CandleColumns {
    if (index === this.#current) return this.#rows;
    const part = this.#parts[index];
    this.#current = -1;
    // No writer makes larger ones; a part that claims to be larger gets its own memory, after a check of its
    // bytes.
    this.#rows = part.rows > ROWS_PER_PART ? readPart(part) : readPart(part, this.#roomFor(part.rows));
    this.#current = index;
    return this.#rows;
  }

  #roomFor(rows: number): DecodedRows {
    return { ...sliceRows(this.#room, 0, rows), flags: this.#room.filled.subarray(0, rows) };
  }
}
