import type { ExchangeMarket } from '../markets/exchange-market.js';

/** How a range of bars is asked for that one call may not bring. */
export interface CandlePaging {
  /** Most bars that one call brings; null = not known. */
  readonly maxBars: number | null;
  /** Whether a call's number of bars is counted from its start time, or back from its end. */
  readonly countsFrom: 'start' | 'end';
  /** Where it is counted from the end: whether an end can be asked for. Else only the newest bars can be had. */
  readonly goesBack: boolean;
  /** The only numbers of bars that are taken, ascending; null = any. */
  readonly limits: readonly number[] | null;
  /**
   * Whether one bar before the range is asked for as well, where a call has room for it: some exchanges leave out the
   * bar at the start time, or begin another bar while they are asked.
   */
  readonly hasMargin: boolean;
}

/** Calls that begin where asked and bring as many bars as asked. */
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

/** What ccxt calls a market that is not spot. */
type Kind = 'spot' | 'swap';

/**
 * Exchanges whose fetchOHLCV sends no start time, or a number of bars that the exchange counts back from the end.
 * Read in ccxt 4.5.84.
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
  // Its window is longer by a bar at both ends than the number of bars that come of it.
  cryptocom: { spot: ANY, swap: ANY },
  deepcoin: { spot: ANY, swap: ANY },
  digifinex: { swap: NEWEST },
  extended: { swap: ANY },
  gemini: { spot: NEWEST, swap: NEWEST },
  htx: { spot: ANY },
  nado: { spot: ANY, swap: ANY },
  // Other numbers are refused: ccxt issue 26619.
  phemex: { spot: { limits: [5, 10, 50, 100, 500, 1000] } },
  weex: { spot: NEWEST, swap: NEWEST },
};

/** Where a call brings fewer bars than ccxt names, by what the exchanges document. */
const FEWER: Readonly<Record<string, Partial<Readonly<Record<Kind, number>>>>> = {
  bullish: { spot: 100, swap: 100 },
  mexc: { spot: 500 },
  // As OKX: its ccxt class reports this for spot only.
  myokx: { swap: 300 },
};

/** Paging of ccxt's own fetchOHLCV. @param maxBars  that ccxt names; null = none */
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
