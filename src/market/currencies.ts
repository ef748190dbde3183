/** Currencies by kind. One table for the market classes and for symbols written without a separator. */

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/**
 * Tokens pegged to the US dollar; not those that lost the peg (USTC) or whose name now belongs to a coin
 * (FRAX).
 */
export const USD_STABLES = words(`
  USDT USDC FDUSD TUSD DAI USDP USDD PYUSD USDE BUSD USDS RLUSD USD1 USDG USDX USD0 USDB USDJ USDN USDM USDK USDY
  USDF USDAI GUSD HUSD SUSD LUSD CUSD MUSD OUSD ZUSD DUSD NUSD PAX PAXUSD CRVUSD FRXUSD GHO MIM DOLA FEI
  SUSDE SUSDS SDAI BFUSD XUSD AUSD USDQ USDR USDTB USDBC USDL USDSB TUSDB`);

/** Tokens pegged to another currency. */
const OTHER_STABLES = words(`
  EURI AEUR EURCV EURC EURT EURS EURR EURQ EURE CEUR AGEUR EURA GBPT TGBP XSGD IDRT IDRX KGST BIDR BKRW BVND TRYB BRLA BRZ QCAD
  CADC AUDF JPYC GYEN MXNT MXNB NGNT CNHT XCHF ZARP BGBP`);

export const STABLES: ReadonlySet<string> = new Set([...USD_STABLES, ...OTHER_STABLES]);

/**
 * ISO 4217 codes that exchanges trade as money. Codes that are also the tickers of tokens are left out on purpose:
 * MNT (Mantle), RON (Ronin), SOS, TOP, ALL, BOB, GEL, BAM, CUP.
 */
export const FIATS = words(`
  USD EUR GBP TRY BRL AUD JPY CAD CHF PLN RUB UAH ZAR NGN ARS MXN COP CZK HUF IDR KRW INR SGD HKD TWD NZD SEK
  NOK DKK AED SAR THB VND PHP MYR KZT GHS KES CLP PEN ILS CNY CNH BGN`);

/** Claims on another coin, wrapped, bridged or staked: they follow its price. */
export const WRAPPED = words(`
  WBTC CBBTC TBTC BTCB HBTC RENBTC LBTC SOLVBTC XSOLVBTC FBTC KBTC UNIBTC SWBTC EBTC ENZOBTC
  WETH STETH WSTETH WBETH BETH CBETH RETH SFRXETH FRXETH EZETH WEETH EETH METH CMETH RSETH OSETH SWETH RSWETH ANKRETH
  OETH ETHX SETH2 ETH2 ETH2.S PUFETH LSETH CDCETH OKDOT1 OKDOT2
  WSOL BNSOL JITOSOL MSOL BBSOL STSOL JUPSOL BSOL HSOL OKSOL BGSOL CDCSOL VSOL
  WBNB SLISBNB ASBNB STKBNB WAVAX SAVAX WMATIC STMATIC MATICX WPOL STTRX STTON TSTON STATOM STKATOM STSUI
  AFSUI HASUI VSUI WHYPE STHYPE KHYPE WFTM WXRP WADA WDOGE WLTC WTRX WKAVA WROSE WSEI`);

/** Coins for leveraged tokens even if the universe at hand does not list them. */
export const MAJORS = words(`
  BTC ETH BNB XRP SOL ADA DOGE DOT LTC LINK BCH TRX EOS XLM XTZ AVAX MATIC POL ATOM UNI AAVE FIL NEAR SUSHI YFI
  1INCH SXP TON SHIB PEPE SUI APT ARB OP ETC FTM SAND AXS GALA DYDX HYPE`);

/**
 * Exchange coins, and others, that move less than a percent on many days: for them a flat price is not a peg.
 */
export const CALM_COINS = words('LEO WBT KCS GT BGB OKB HT MX NEXO CRO FTN BFX BTT BTTC SUN JST WIN NFT');

/** Quote currencies, longest first, so that BTCFDUSD is BTC/FDUSD and not BTCFD/USD. */
const QUOTES: readonly string[] = [
  ...words('USDT USDC FDUSD TUSD BUSD USDP USDE USDS USD1 PYUSD RLUSD DAI EURI BTC ETH BNB SOL XRP TRX DOGE'),
  ...FIATS,
].sort((a, b) => b.length - a.length);

const QUOTE_SET: ReadonlySet<string> = new Set(QUOTES);

/** Whether markets are quoted in this currency somewhere. */
export function isQuoteCurrency(currency: string): boolean {
  return QUOTE_SET.has(currency);
}

/**
 * Base and quote of `BTCUSDT`; null if it does not end in a known quote currency. If ambiguous, the reading
 * with a well-known coin wins (XBTUSD is not XB/TUSD), then US dollars over TUSD (GRTUSD), then the longer
 * quote.
 */
export function splitConcatenated(text: string): { base: string; quote: string } | null {
  const readings = [...QUOTES, 'XBT']
    .filter((quote) => text.length > quote.length && text.endsWith(quote))
    .map((quote) => ({ base: text.slice(0, -quote.length), quote }));
  const known = readings.find(({ base }) => MAJORS.has(currencyOfAlias(base)));
  return known ?? readings.find(({ quote }) => quote !== 'TUSD') ?? readings.at(0) ?? null;
}

/** Other names of a currency: ISO-like XBT, and Kraken's XDG. */
const ALIASES: Readonly<Record<string, string>> = { XBT: 'BTC', XXBT: 'BTC', XDG: 'DOGE', XXDG: 'DOGE' };

/** The usual name of a currency: XBT → BTC. */
export function currencyOfAlias(currency: string): string {
  return ALIASES[currency] ?? currency;
}

/** The currency of higher rank is the quote: money and stablecoins, BTC, ETH, other coins; 0 = unknown. */
export function quoteRank(currency: string): number {
  if (FIATS.has(currency) || STABLES.has(currency)) return 4;
  if (currency === 'BTC') return 3;
  if (currency === 'ETH') return 2;
  return QUOTE_SET.has(currency) || MAJORS.has(currency) ? 1 : 0;
}
