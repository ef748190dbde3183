const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** Metals, oil and gas: tokens that represent them and contracts on them. */
export const COMMODITIES = words(`
  PAXG XAUT XAUT0 XAUM XAU XAG XPT XPD XCU XAUUSD XAGUSD KAU KAG PMGT QGOLD VNXAU TXAU MCAU DGX AWG CGO GLDT SLVT SILVER COPPER
  XBR XTI XNG WTI BRENT USOIL UKOIL NATGAS`);

/** Shares, funds and indices behind tokens and contracts; none of these names is a coin's. */
const SHARES = words(`
  AAPL TSLA NVDA GOOGL GOOG AMZN MSFT NFLX MSTR CRCL PLTR AMD INTC ORCL CSCO ADBE QCOM AVGO TSM ASML BABA PYPL UBER
  ABNB SBUX JNJ PFE LLY UNH XOM MCD NKE BAC JPM IBM ABBV AZN CMCSA CRWD DHR KLAC MRK MRVL NVO PANW RDDT RKLB SMCI
  TMO TMUS TQQQ QQQ SPY VTI VOO IWM TLT SQQQ IEMG GLD SLV BMNR SBET BIDU PDD MSTU SPX500 NDX100 US500 US100`);

/** Names that are also coins: only the form of a token shows the share. */
const ALSO_COINS = words('COIN HOOD META GME CRM HON ACN PEP ABT APP');

/**
 * Issuers' names for a share's token: xStocks AAPLX, Ondo AAPLON, dShares AAPL.D, bStocks and Backed BAAPL
 * and AAPLB.
 */
const TOKEN_OF_ANY: readonly RegExp[] = [/^(.{3,})X$/, /^(.{3,})ON$/, /^(.{3,})\.D$/];
/** A letter B is weaker evidence: BCOIN and DIAB are coins. */
const TOKEN_OF_KNOWN: readonly RegExp[] = [/^B(.{4,})$/, /^(.{4,})B$/];

/** Whether a base currency is a share, a fund or an index of them, or a token of one. */
export function isShare(base: string): boolean {
  if (SHARES.has(base)) return true;
  const isTokenOf = (forms: readonly RegExp[], isKnown: (share: string) => boolean): boolean =>
    forms.some((form) => isKnown(form.exec(base)?.[1] ?? ''));
  return (
    isTokenOf(TOKEN_OF_ANY, (share) => SHARES.has(share) || ALSO_COINS.has(share)) ||
    isTokenOf(TOKEN_OF_KNOWN, (share) => SHARES.has(share))
  );
}
