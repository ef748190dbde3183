import type { BarColumns, HistorySource } from '../history/scan-history.js';

/** Prices of all markets around a range of dates. */
export interface PriceWindow {
  /** Bars [firstBar, endBar) of the grid. */
  readonly firstBar: number;
  readonly endBar: number;
  /** Prices by market; index = bar − firstBar; NaN before the market's first bar and after its last. */
  readonly open: readonly Float64Array[];
  readonly high: readonly Float64Array[];
  readonly low: readonly Float64Array[];
  readonly close: readonly Float64Array[];
}

/** Dates whose forward returns are computed together: bounds memory, whatever the length of the history. */
const WINDOW_BARS = 4096;

/**
 * Yields the prices of the whole history in windows of up to 4096 new dates, those before `endDate`. A window also
 * holds the `aheadBars` bars after its dates and the `behindBars` before, as far as they exist.
 */
export async function* priceWindows(
  source: HistorySource,
  aheadBars: number,
  behindBars = 0,
): AsyncGenerator<PriceWindow & { readonly endDate: number }, void, undefined> {
  const reader = new WindowReader(source, behindBars + WINDOW_BARS + aheadBars);
  const { barCount } = source;
  const endBarOf = (endDate: number): number => Math.min(barCount, endDate + aheadBars);
  try {
    for (let firstDate = 0; firstDate < barCount; firstDate += WINDOW_BARS) {
      const firstBar = Math.max(0, firstDate - behindBars);
      const endDate = Math.min(barCount, firstDate + WINDOW_BARS);
      const endBar = endBarOf(endDate);
      await source.prepare?.(firstBar, endBar, endBarOf(endDate + WINDOW_BARS));
      yield { ...reader.read(firstBar, endBar), endDate };
    }
  } finally {
    await source.release?.();
  }
}

/** Reads prices of all markets into arrays that it reuses. */
export class WindowReader {
  readonly #columns: readonly BarColumns[];

  constructor(
    readonly source: HistorySource,
    /** Maximum bars of a window. */
    length: number,
  ) {
    const numbers = (): Float64Array<ArrayBuffer> => new Float64Array(length);
    this.#columns = source.markets.map(() => ({
      open: numbers(),
      high: numbers(),
      low: numbers(),
      close: numbers(),
      volume: numbers(),
      filled: new Uint8Array(length),
    }));
  }

  read(firstBar: number, endBar: number): PriceWindow {
    this.source.markets.forEach((market, index) => {
      const columns = this.#columns[index];
      for (const prices of [columns.open, columns.high, columns.low, columns.close]) prices.fill(NaN);
      const from = Math.max(firstBar, market.firstBar);
      const to = Math.min(endBar, market.endBar);
      if (from < to) this.source.read(index, from, to, columns, from - firstBar);
    });
    const of = (name: 'open' | 'high' | 'low' | 'close'): Float64Array[] =>
      this.#columns.map((columns) => columns[name]);
    return { firstBar, endBar, open: of('open'), high: of('high'), low: of('low'), close: of('close') };
  }
}
