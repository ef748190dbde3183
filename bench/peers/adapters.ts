import type { Package, Peer, PeerCandles, PeerOutputs } from './contract.js';

/** One adapter per package: how its indicators are called. Periods are those of the full set. */
type Adapter = (library: Package) => Peer['indicators'];

interface Calculator {
  calculate(input: object): unknown;
}

const TWO_DIGITS = { limit: 0.0051, why: 'rounded to 2 digits' };
const OWN_CHANNEL = 'the channel includes the current bar: compared one bar later';

/** A channel that includes the current bar is ours of the next one. */
function nextBar(values: ArrayLike<number>): ArrayLike<number> {
  return Array.from({ length: values.length - 1 }, (_, index) => values[index]);
}

/** From the highest highs and lowest lows of windows that include the current bar. */
function channelOf(highs: ArrayLike<number>, lows: ArrayLike<number>): PeerOutputs {
  return {
    get donchianHigh() {
      return nextBar(highs);
    },
    get donchianLow() {
      return nextBar(lows);
    },
  };
}

function bandsOf(rows: readonly { upper: number; middle: number; lower: number }[]): PeerOutputs {
  return {
    get bbUpper() {
      return rows.map((row) => row.upper);
    },
    get bbMiddle() {
      return rows.map((row) => row.middle);
    },
    get bbLower() {
      return rows.map((row) => row.lower);
    },
  };
}

/** technicalindicators and the library that copies its interface. */
const technicalIndicators: Adapter = (library) => {
  const { ATR, RSI, EMA, BollingerBands, VWAP } = library as Record<string, Calculator>;
  return [
    {
      id: 'atr',
      run: ({ high, low, close }) => ({ atr: ATR.calculate({ high, low, close, period: 14 }) as number[] }),
    },
    {
      id: 'rsi',
      run: ({ close }) => ({ rsi: RSI.calculate({ values: close, period: 14 }) as number[] }),
      differs: TWO_DIGITS,
    },
    {
      id: 'ema',
      run: ({ close }) => ({ ema: EMA.calculate({ values: close, period: 20 }) as number[] }),
    },
    {
      id: 'bollinger',
      run: ({ close }) =>
        bandsOf(BollingerBands.calculate({ values: close, period: 20, stdDev: 2 }) as never),
    },
    {
      id: 'vwap',
      run: ({ high, low, close, volume }) => ({
        vwap: VWAP.calculate({ high, low, close, volume }) as number[],
      }),
    },
  ];
};

interface Streamed {
  update(input: unknown, replace: boolean): unknown;
}

/** Objects that take one bar at a time. */
const tradingSignals: Adapter = (library) => {
  const { ATR, RSI, EMA, BollingerBands, VWAP, DonchianChannels } = library as Record<
    string,
    new (...args: number[]) => Streamed
  >;
  const ofCloses = (indicator: Streamed, { close }: PeerCandles): unknown[] => {
    const results: unknown[] = [];
    for (const price of close) {
      const result = indicator.update(price, false);
      if (result !== null) results.push(result);
    }
    return results;
  };
  const ofBars = (indicator: Streamed, { open, high, low, close, volume }: PeerCandles): unknown[] => {
    const results: unknown[] = [];
    for (let t = 0; t < close.length; t++) {
      const bar = { open: open[t], high: high[t], low: low[t], close: close[t], volume: volume[t] };
      const result = indicator.update(bar, false);
      if (result !== null) results.push(result);
    }
    return results;
  };
  return [
    { id: 'atr', run: (candles) => ({ atr: ofBars(new ATR(14), candles) as number[] }) },
    { id: 'rsi', run: (candles) => ({ rsi: ofCloses(new RSI(14), candles) as number[] }) },
    { id: 'ema', run: (candles) => ({ ema: ofCloses(new EMA(20), candles) as number[] }) },
    {
      id: 'bollinger',
      run: (candles) => bandsOf(ofCloses(new BollingerBands(20, 2), candles) as never),
    },
    { id: 'vwap', run: (candles) => ({ vwap: ofBars(new VWAP(), candles) as number[] }) },
    {
      id: 'donchian',
      run: (candles) => {
        const rows = ofBars(new DonchianChannels(20), candles) as { upper: number; lower: number }[];
        return {
          get donchianHigh() {
            return nextBar(rows.map((row) => row.upper));
          },
          get donchianLow() {
            return nextBar(rows.map((row) => row.lower));
          },
        };
      },
      differs: { limit: null, why: OWN_CHANNEL },
    },
  ];
};

type Series = ArrayLike<number>;

const ixjb94: Adapter = (library) => {
  const Indicators = library['IndicatorsSync'] as new () => Record<string, (...args: unknown[]) => Series>;
  const own = new Indicators();
  return [
    { id: 'atr', run: ({ high, low, close }) => ({ atr: own['atr'](high, low, close, 14) }) },
    { id: 'rsi', run: ({ close }) => ({ rsi: own['rsi'](close, 14) }) },
    { id: 'ema', run: ({ close }) => ({ ema: own['ema'](close, 20) }) },
    {
      id: 'bollinger',
      run: ({ close }) => {
        const [bbLower, bbMiddle, bbUpper] = own['bbands'](close, 20, 2) as unknown as Series[];
        return { bbLower, bbMiddle, bbUpper };
      },
    },
    {
      id: 'donchian',
      run: ({ high, low }) => {
        const highs = own['max'](high, 20);
        const lows = own['min'](low, 20);
        return channelOf(highs, lows);
      },
      differs: { limit: null, why: OWN_CHANNEL },
    },
  ];
};

const indicatorts: Adapter = (library) => {
  const own = library as Record<string, (...args: unknown[]) => unknown>;
  const period = (bars: number): { period: number } => ({ period: bars });
  return [
    {
      id: 'atr',
      run: ({ high, low, close }) => ({
        atr: (own['atr'](high, low, close, period(14)) as { atrLine: Series }).atrLine,
      }),
      differs: { limit: Infinity, why: 'smoothed with 2/(n + 1), not 1/n' },
    },
    { id: 'rsi', run: ({ close }) => ({ rsi: own['rsi'](close, period(14)) as Series }) },
    { id: 'ema', run: ({ close }) => ({ ema: own['ema'](close, period(20)) as Series }) },
    {
      id: 'bollinger',
      run: ({ close }) => {
        const { upper, middle, lower } = own['bb'](close, period(20)) as Record<string, Series>;
        return { bbUpper: upper, bbMiddle: middle, bbLower: lower };
      },
    },
    {
      id: 'donchian',
      run: ({ high, low }) => {
        const highs = own['mmax'](high, period(20)) as Series;
        const lows = own['mmin'](low, period(20)) as Series;
        return channelOf(highs, lows);
      },
      differs: { limit: null, why: OWN_CHANNEL },
    },
  ];
};

const tulind: Adapter = (library) => {
  type Indicator = (
    inputs: readonly number[][],
    options: readonly number[],
    done: (error: Error | null, results: number[][]) => void,
  ) => void;
  const indicators = library['indicators'] as Record<string, { indicator: Indicator }>;
  const run = (name: string, inputs: readonly number[][], options: readonly number[]): number[][] => {
    let found: number[][] = [];
    indicators[name].indicator(inputs, options, (error, results) => {
      if (error !== null) throw error;
      found = results;
    });
    return found;
  };
  return [
    { id: 'atr', run: ({ high, low, close }) => ({ atr: run('atr', [high, low, close], [14])[0] }) },
    { id: 'rsi', run: ({ close }) => ({ rsi: run('rsi', [close], [14])[0] }) },
    { id: 'ema', run: ({ close }) => ({ ema: run('ema', [close], [20])[0] }) },
    {
      id: 'bollinger',
      run: ({ close }) => {
        const [bbLower, bbMiddle, bbUpper] = run('bbands', [close], [20, 2]);
        return { bbLower, bbMiddle, bbUpper };
      },
    },
    {
      id: 'donchian',
      run: ({ high, low }) => {
        const [highs] = run('max', [high], [20]);
        const [lows] = run('min', [low], [20]);
        return channelOf(highs, lows);
      },
      differs: { limit: null, why: OWN_CHANNEL },
    },
  ];
};

const talib: Adapter = (library) => {
  const execute = library['execute'] as (call: object) => { result: Record<string, number[]> };
  const run = ({ close }: PeerCandles, call: object): Record<string, number[]> =>
    execute({ startIdx: 0, endIdx: close.length - 1, ...call }).result;
  return [
    {
      id: 'atr',
      run: (all) => {
        const { high, low, close } = all;
        return { atr: run(all, { name: 'ATR', high, low, close, optInTimePeriod: 14 })['outReal'] };
      },
    },
    {
      id: 'rsi',
      run: (all) => ({ rsi: run(all, { name: 'RSI', inReal: all.close, optInTimePeriod: 14 })['outReal'] }),
    },
    {
      id: 'ema',
      run: (all) => ({ ema: run(all, { name: 'EMA', inReal: all.close, optInTimePeriod: 20 })['outReal'] }),
    },
    {
      id: 'bollinger',
      run: (all) => {
        const deviations = { optInNbDevUp: 2, optInNbDevDn: 2, optInMAType: 0 };
        const result = run(all, { name: 'BBANDS', inReal: all.close, optInTimePeriod: 20, ...deviations });
        return {
          bbUpper: result['outRealUpperBand'],
          bbMiddle: result['outRealMiddleBand'],
          bbLower: result['outRealLowerBand'],
        };
      },
    },
    {
      id: 'donchian',
      run: (all) => {
        const highs = run(all, { name: 'MAX', inReal: all.high, optInTimePeriod: 20 })['outReal'];
        const lows = run(all, { name: 'MIN', inReal: all.low, optInTimePeriod: 20 })['outReal'];
        return channelOf(highs, lows);
      },
      differs: { limit: null, why: OWN_CHANNEL },
    },
  ];
};

export const ADAPTERS: readonly { name: string; isNative: boolean; adapter: Adapter }[] = [
  { name: 'technicalindicators', isNative: false, adapter: technicalIndicators },
  { name: 'trading-signals', isNative: false, adapter: tradingSignals },
  { name: 'fast-technical-indicators', isNative: false, adapter: technicalIndicators },
  { name: '@ixjb94/indicators', isNative: false, adapter: ixjb94 },
  { name: 'indicatorts', isNative: false, adapter: indicatorts },
  { name: 'tulind', isNative: true, adapter: tulind },
  { name: 'talib', isNative: true, adapter: talib },
];
