// Compiled, not run, where the package is installed: the types that somebody else sees.
import type { LibraryScanResult, MarketFeed } from 'squall';
import { createSlab, fromCandles, indicators, loadPreset, scan, simulate, watch } from 'squall';
import { computeIndicators, loadEngine } from 'squall/kernels';

const close = [1, 2, 3];

export async function use(): Promise<number> {
  const { atr, bbUpper } = await indicators(
    { high: close, low: close, close },
    { indicators: ['atr', 'bollinger'] },
  );
  const { rsi } = await indicators({ close });
  // @ts-expect-error there is no such row
  await indicators({ close }, { indicators: ['rsx'] });
  // @ts-expect-error not one of the outputs asked for
  const { ema } = await indicators({ close }, { indicators: ['rsi'] });
  const feed: MarketFeed = fromCandles([]);
  const result: LibraryScanResult = await scan(simulate({ seed: 1 }), { preset: loadPreset('default') });
  const slab = await createSlab({
    marketCount: 1,
    barCount: 3,
    timeframeMs: 60_000,
    indicators: [],
    mode: 'latest',
  });
  const { sma } = computeIndicators(await loadEngine({ engine: 'js' }), { close }, { indicators: ['sma'] });
  for await (const event of watch(feed, { preset: 'default', count: 1 })) {
    // @ts-expect-error an outage has no result
    void event.result;
    if (event.kind === 'scan') void [event.result.markets[0].score, event.changes.entered];
    else void event.problem.code;
  }
  const length: number | undefined = rsi?.length;
  void [feed, slab, ema, length];
  return atr[0] + bbUpper[0] + sma[0] + result.counts.passed;
}
