/** Order of code units: the same everywhere, whatever the locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export function bySymbol(a: { readonly symbol: string }, b: { readonly symbol: string }): number {
  return compareText(a.symbol, b.symbol);
}
