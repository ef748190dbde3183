/** Start of all fixture candles: 2024-03-01T00:00Z. */
export const FIXTURE_START_MS = 1_709_251_200_000;
const BAR_MS = 300_000;

export interface CandleCsvOptions {
  /** Markets besides BTC: M1/USDT, M2/USDT … */
  readonly markets: number;
  readonly bars: number;
  readonly withBtc?: boolean;
  /** Changes the rows (symbol, time, open, high, low, close, volume) of one market before they are written. */
  readonly mutate?: { readonly symbol: string; readonly rows: (rows: string[][]) => string[][] };
}

/** 5-minute candles of a few quiet random walks as CSV text, the same every time. */
export function candleCsv({ markets, bars, withBtc = true, mutate }: CandleCsvOptions): string {
  const symbols = Array.from({ length: markets }, (_, index) => `M${index + 1}/USDT`);
  if (withBtc) symbols.unshift('BTC/USDT');
  const lines = symbols.flatMap((symbol, index) => {
    const rows = walk(symbol, index + 1, bars);
    return (mutate?.symbol === symbol ? mutate.rows(rows) : rows).map((row) => row.join(','));
  });
  return ['symbol,timestamp_ms,open,high,low,close,volume', ...lines, ''].join('\n');
}

function walk(symbol: string, seed: number, bars: number): string[][] {
  let state = seed * 7919;
  const random = (): number => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648;
  let close = 100 * seed;
  return Array.from({ length: bars }, (_, bar) => {
    const open = close;
    close = open * (1 + (random() - 0.5) * 0.004);
    const high = Math.max(open, close) * (1 + random() * 0.001);
    const low = Math.min(open, close) * (1 - random() * 0.001);
    const volume = 1000 * (0.5 + random());
    const time = String(FIXTURE_START_MS + bar * BAR_MS);
    return [symbol, time, ...[open, high, low, close].map((price) => price.toFixed(6)), volume.toFixed(3)];
  });
}
