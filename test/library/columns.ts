/** A market that wanders and trades, the same every time. */
export function wanderingColumns(count: number) {
  let price = 100;
  const close = Array.from({ length: count }, (_, bar) => {
    price *= 1 + 0.004 * Math.sin(bar * 1.7) + 0.003 * Math.cos(bar * 0.31);
    return price;
  });
  return {
    open: close.map((value, bar) => close[Math.max(0, bar - 1)] ?? value),
    high: close.map((value, bar) => value * (1.002 + 0.001 * Math.sin(bar))),
    low: close.map((value, bar) => value * (0.998 - 0.001 * Math.cos(bar))),
    close,
    volume: close.map((_, bar) => 50 + 40 * Math.sin(bar * 0.9)),
    openTimeMs: close.map((_, bar) => Date.UTC(2025, 0, 1) + bar * 300_000),
  };
}
