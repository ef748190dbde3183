/** An amount for a sentence, four significant digits: 3682166 → `3682000`, 0.04149 → `0.04149`. */
export function formatAmount(amount: number): string {
  return String(Number(amount.toPrecision(4)));
}
