import type { ExchangeMarket } from '../markets/exchange-market.js';

/** How to request a range of bars that one call may not return. */
export interface CandlePaging {
  /** Maximum bars that one call returns; null = unknown. */
  readonly maxBars: number | null;
  /** Whether a call's number of bars is counted from its start time, or back from its end. */
  readonly countsFrom: 'start' | 'end';
  /**
   * If counted from the end: whether an end can be requested. Otherwise only the newest bars are available.
   */
  readonly goesBack: boolean;
  /** The only numbers of bars accepted, ascending; null = any. */
  readonly limits: readonly number[] | null;
  /**
   * Whether to request one bar before the range as well, if a call has room for it: some exchanges leave out
   * the bar at the start time, or start another bar during the request.
   */
  readonly hasMargin: boolean;
}

/** Calls that start where requested and return as many bars as requested. */
export const USUAL_PAGING: CandlePaging = {
  maxBars: null,
  countsFrom: 'start',
  goesBack: false,
  limits: null,
  hasMargin: false,
};

type Facts = Partial<Pick<CandlePaging, 'goesBack' | 'limits'>>;

const NEWEST: Facts = {};
const ANY: Facts = { goesBack: true };

/** ccxt's name for markets other than spot. */
type Kind = 'spot' | 'swap';

/**
 * Exchanges whose fetchOHLCV sends no start time, or a number of bars that the exchange counts back from the
 * end. As of ccxt 4.5.84.
 */
const FROM_THE_END: Readonly<Record<string, Partial<Readonly<Record<Kind, Facts>>>>> = {
  bigone: { spot: ANY },
  bingx: { spot: ANY, swap: ANY },
  bithumb: { spot: ANY },
  bitrue: { spot: NEWEST, swap: NEWEST },
  bitteam: { spot: NEWEST },
  bittrade: { spot: NEWEST },
  blofin: { swap: ANY },
  coinex: { spot: NEWEST, swap: NEWEST },
  // Its window is longer by a bar at both ends than the number of bars returned.
  cryptocom: { spot: ANY, swap: ANY },
  deepcoin: { spot: ANY, swap: ANY },
  digifinex: { swap: NEWEST },
  extended: { swap: ANY },
  gemini: { spot: NEWEST, swap: NEWEST },
  htx: { spot: ANY },
  nado: { spot: ANY, swap: ANY },
  // Other numbers are rejected: ccxt issue 26619.
  phemex: { spot: { limits: [5, 10, 50, 100, 500, 1000] } },
  weex: { spot: NEWEST, swap: NEWEST },
};

/** Exchanges that document fewer bars per call than ccxt states. */
const FEWER: Readonly<Record<string, Partial<Readonly<Record<Kind, number>>>>> = {
  bullish: { spot: 100, swap: 100 },
  mexc: { spot: 500 },
  // Like OKX: its ccxt class reports this for spot only.
  myokx: { swap: 300 },
};

/** Paging of ccxt's own fetchOHLCV. @param maxBars  stated by ccxt; null = none */
export function unifiedPaging(
  exchangeId: string,
  { type }: Pick<ExchangeMarket, 'type'>,
  maxBars: number | null,
): CandlePaging {
  const kind = type === 'spot' ? 'spot' : 'swap';
  const facts = FROM_THE_END[exchangeId]?.[kind];
  const usual = { ...USUAL_PAGING, maxBars: FEWER[exchangeId]?.[kind] ?? maxBars, hasMargin: true };
  return facts === undefined ? usual : { ...usual, countsFrom: 'end', ...facts };
}
