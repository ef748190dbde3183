import type { Engine } from '../../src/kernels/engine/engine.js';
import type { Slab } from '../../src/kernels/slab/slab.js';
import type { CandleSeries } from '../../src/market/candle-series.js';
import { markets, PEER_TIMEFRAME } from '../data.js';
import { assertEqual } from '../equal.js';
import { measure, type MeasureOptions, type Timing } from '../harness/measure.js';
import type { PeerCandles, PeerIndicator } from '../peers/contract.js';
import type { LoadedPeer } from '../peers/load.js';
import { filledSlab, FULL_SET, type Size } from './kernels.js';

export interface PeerRow extends Size {
  readonly peer: string;
  readonly version: string;
  readonly isNative: boolean;
  /** Rows of the catalogue that both sides compute. */
  readonly indicators: readonly string[];
  /** Where the definitions differ. */
  readonly differences: readonly string[];
  /** ns per candle: squall's engine and the peer. */
  readonly timings: readonly Timing[];
}

/** By then seeds are forgotten: (13/14)^300 = 2e-10. */
const SEEDS_FORGOTTEN = 300;

/** Each peer against the same indicators of ours, in turn; outputs are compared first. */
export function measurePeers(
  engine: Engine,
  peers: readonly LoadedPeer[],
  size: Size,
  options: MeasureOptions = {},
): PeerRow[] {
  const data = markets(size.markets, size.bars, PEER_TIMEFRAME);
  const candles = data.series.map(plainArrays);
  const items = size.markets * size.bars;
  return peers.map(({ name, version, isNative, indicators }) => {
    const ids = indicators.map(({ id }) => id);
    const requests = FULL_SET.filter(({ id }) => ids.includes(id));
    const { slab, handles } = filledSlab(engine, requests, data);
    slab.run();
    for (const indicator of indicators) compare(name, indicator, candles[1], slab, handles[1]);
    const timings = measure(
      [
        { name: engine.name, items, run: () => slab.run() },
        {
          name,
          items,
          run: () => {
            for (const market of candles) for (const { run } of indicators) run(market);
          },
        },
      ],
      options,
    );
    slab.dispose();
    const differences = indicators.flatMap(({ id, differs }) => (differs ? [`${id}: ${differs.why}`] : []));
    return { peer: name, version, isNative, ...size, indicators: ids, differences, timings };
  });
}

function compare(
  peer: string,
  { run, differs }: PeerIndicator,
  candles: PeerCandles,
  slab: Slab,
  handle: number,
): void {
  const outputs = run(candles);
  for (const output of Object.keys(outputs)) {
    const theirs = outputs[output] as ArrayLike<number>;
    const ours = slab.series(handle, output);
    const aligned = Float64Array.from(ours, (_, t) => theirs[t - (ours.length - theirs.length)] ?? NaN);
    const limit = differs?.limit ?? undefined;
    assertEqual(peer, output, ours, aligned, {
      from: SEEDS_FORGOTTEN,
      ...(limit === undefined ? {} : { limit }),
    });
  }
}

function plainArrays({ open, high, low, close, volume }: CandleSeries): PeerCandles {
  return {
    open: Array.from(open),
    high: Array.from(high),
    low: Array.from(low),
    close: Array.from(close),
    volume: Array.from(volume),
  };
}
