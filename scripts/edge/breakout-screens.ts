import type { Screen } from '../../src/edge/screen.js';
import { presetScreen } from '../../src/edge/screen.js';
import type { BarColumns, HistorySource } from '../../src/history/scan-history.js';
import type { Engine } from '../../src/kernels/engine/engine.js';
import { loadPreset } from '../../src/presets/index.js';

/** Lookbacks of the highest high, and multiples of the mean volume of the 20 bars before. */
const CHANNELS = [10, 20, 55, 96] as const;
const VOLUME_RATIOS = [0, 1, 2, 3, 5] as const;
const VOLUME_BARS = 20;

/** The textbook's breakouts: a close above the highest high of N bars before, on r times the usual volume. */
export function breakoutScreens(engine: Engine): Screen[] {
  return CHANNELS.flatMap((bars) => VOLUME_RATIOS.map((ratio) => breakoutScreen(engine, bars, ratio)));
}

/** One of them: a close above the highest high of `bars` bars before, on `ratio` times the usual volume. */
export function breakoutScreen(engine: Engine, bars: number, ratio: number): Screen {
  const preset = { ...loadPreset('default'), filters: {}, weights: {} };
  const missing = { all: 'fail', liveOnly: 'skip' } as const;
  const name = `N${bars} r${ratio}`;
  // Eligibility, and comparable markets, follow the rules of any preset.
  const open = presetScreen({ name, sha256: name, preset, missing, engine });
  return {
    ...open,
    async *chunks(source) {
      const breaks = source.markets.map((_, market) => breakouts(source, market, bars, ratio));
      for await (const chunk of open.chunks(source)) {
        const passed = chunk.passed.map((_, at) => {
          const row = at % chunk.stride;
          const isIn = row < chunk.barCount && chunk.usable[at] === 1;
          return isIn ? breaks[Math.floor(at / chunk.stride)][chunk.firstBar + row] : 0;
        });
        yield { ...chunk, passed };
      }
    },
  };
}

/** 1 at the bars of a market that break out. */
function breakouts(source: HistorySource, market: number, bars: number, ratio: number): Uint8Array {
  const { firstBar, endBar } = source.markets[market];
  const found = new Uint8Array(source.barCount);
  const { high, close, volume } = columnsOf(source, market);
  for (let bar = firstBar + Math.max(bars, VOLUME_BARS); bar < endBar; bar++) {
    const highest = Math.max(...high.subarray(bar - bars, bar));
    const usual =
      volume.subarray(bar - VOLUME_BARS, bar).reduce((sum, value) => sum + value, 0) / VOLUME_BARS;
    if (close[bar] > highest && volume[bar] > ratio * usual) found[bar] = 1;
  }
  return found;
}

function columnsOf(source: HistorySource, market: number): BarColumns {
  const numbers = (): Float64Array => new Float64Array(source.barCount);
  const filled = new Uint8Array(source.barCount);
  const columns = {
    open: numbers(),
    high: numbers(),
    low: numbers(),
    close: numbers(),
    volume: numbers(),
    filled,
  };
  const { firstBar, endBar } = source.markets[market];
  source.read(market, firstBar, endBar, columns, firstBar);
  return columns;
}
