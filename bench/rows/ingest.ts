import type { Engine } from '../../src/kernels/engine/engine.js';
import { Slab } from '../../src/kernels/slab/slab.js';
import { DEFAULT_BATCH_SIZE } from '../../src/resources/batches/batch-controller.js';
import type { CandleSeries } from '../../src/market/candle-series.js';
import { withFloat32Columns } from '../../test/support/series.js';
import { LAST_OPEN_MS, markets, TIMEFRAME_MS } from '../data.js';
import { measure, type MeasureOptions, type Timing } from '../harness/measure.js';
import type { Size } from './kernels.js';

export interface IngestRow extends Size {
  /** ns per candle of five fields. */
  readonly timings: readonly Timing[];
}

/**
 * How candles get into the slab, from their various shapes, in batches as in a scan; and a bare loop that
 * only reads ccxt's rows.
 */
export function measureIngest(engine: Engine, size: Size, options: MeasureOptions = {}): IngestRow {
  const { series, btc } = markets(size.markets, size.bars);
  const narrow = series.map(withFloat32Columns);
  const rows = series.map(rowsOf);
  const slab = new Slab(engine, {
    marketCount: DEFAULT_BATCH_SIZE,
    barCount: size.bars,
    timeframeMs: TIMEFRAME_MS,
    indicators: [{ id: 'ema' }],
    mode: 'latest',
  });
  slab.reset(LAST_OPEN_MS);
  slab.setBenchmark('BTC', btc);
  const inBatches = <Market>(all: readonly Market[], add: (market: Market) => void) => {
    return () => {
      for (let index = 0; index < all.length; index++) {
        if (index % DEFAULT_BATCH_SIZE === 0) slab.clear();
        add(all[index]);
      }
    };
  };
  const items = size.markets * size.bars;
  const contenders = [
    { name: 'Float32 columns', run: inBatches(narrow, (each) => slab.add(each, 'BTC')) },
    { name: 'Float64 columns', run: inBatches(series, (each) => slab.add(each, 'BTC')) },
    { name: 'ccxt rows', run: inBatches(rows, (each) => slab.addRows('M', each, 'BTC')) },
    { name: 'a bare loop over ccxt rows', run: () => readAll(rows) },
  ];
  const timings = measure(
    contenders.map((contender) => ({ ...contender, items })),
    options,
  );
  slab.dispose();
  return { ...size, timings };
}

type Rows = readonly (readonly number[])[];

function rowsOf({ openTimeMs, open, high, low, close, volume }: CandleSeries): Rows {
  return Array.from(openTimeMs, (time, t) => [time, open[t], high[t], low[t], close[t], volume[t]]);
}

/** The minimum work with the rows: reading every number of them. */
function readAll(markets: readonly Rows[]): number {
  let sum = 0;
  for (const rows of markets) {
    for (const row of rows) sum += row[0] + row[1] + row[2] + row[3] + row[4] + row[5];
  }
  return sum;
}
