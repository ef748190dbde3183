import type { MarketResult } from '../scanner/scan-result.js';
import { compareText } from '../scanner/order.js';

/** How a market that passes compares with the previous scan. */
export interface MarketChange {
  readonly symbol: string;
  /** Ranks gained (> 0) or lost (< 0); null if it did not pass before. */
  readonly rankGain: number | null;
  readonly scoreChange: number | null;
  /** Consecutive scans in which it has passed, including this one. */
  readonly streak: number;
}

export interface ScanChanges {
  /** By symbol, of the markets that pass now. */
  readonly markets: ReadonlyMap<string, MarketChange>;
  /** Symbols that pass now and did not before; empty in the first scan. */
  readonly entered: readonly string[];
  /** Symbols that passed before and do not now. */
  readonly left: readonly string[];
}

/** Compares scan after scan. Only the markets that pass are remembered. */
export class ChangeTracker {
  private before: ReadonlyMap<string, { rank: number; score: number | null; streak: number }> | null = null;

  /** Changes since the previous scan given. */
  next(markets: readonly MarketResult[]): ScanChanges {
    const { before } = this;
    const now = new Map<string, { rank: number; score: number | null; streak: number }>();
    const changes = new Map<string, MarketChange>();
    for (const { symbol, rank, score } of markets) {
      if (rank === null) continue;
      const old = before?.get(symbol);
      const streak = (old?.streak ?? 0) + 1;
      now.set(symbol, { rank, score, streak });
      changes.set(symbol, {
        symbol,
        rankGain: old === undefined ? null : old.rank - rank,
        scoreChange: old === undefined || old.score === null || score === null ? null : score - old.score,
        streak,
      });
    }
    this.before = now;
    const entered = before === null ? [] : [...now.keys()].filter((symbol) => !before.has(symbol));
    const left = [...(before?.keys() ?? [])].filter((symbol) => !now.has(symbol));
    return { markets: changes, entered: entered.sort(compareText), left: left.sort(compareText) };
  }
}
