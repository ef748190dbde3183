import { describe, expect, test } from '../support/jest.js';
import { ScanProgress } from '../../src/cli/scan-progress.js';
import type { MarketFeed } from '../../src/market/feed.js';
import { NO_DETAILS } from '../../src/market/feed.js';

/** A terminal and a clock that only the test moves. */
function surroundings({ isTTY = true, columns = 80 } = {}) {
  const written: string[] = [];
  let nowMs = 0;
  let tick: (() => void) | null = null;
  return {
    written,
    line: (): string | undefined => written.at(-1)?.replace('\r\u001b[K', ''),
    pass: (ms: number): void => {
      for (const end = nowMs + ms; nowMs < end;) {
        nowMs += 200;
        tick?.();
      }
    },
    stream: { write: (text: string) => written.push(text), isTTY, columns },
    nowMs: () => nowMs,
    every: (_ms: number, each: () => void) => {
      tick = each;
      return () => (tick = null);
    },
  };
}

/** An exchange that answers when it is let. */
function slowFeed() {
  const waiting: (() => void)[] = [];
  const feed = {
    source: { kind: 'exchange', detail: 'slow', hasLiveFacts: true },
    isMetered: true,
    markets: async () => [],
    lastCloseTimeMs: async () => 0,
    tickers: async () => new Map(),
    bars: ([symbol]: readonly string[]) =>
      new Promise((answer) => {
        waiting.push(() => answer([{ symbol, error: { code: 'X', message: 'none' } }]));
      }),
    details: async () => NO_DETAILS,
  } as unknown as MarketFeed;
  const settled = (): Promise<void> => new Promise((done) => setImmediate(done));
  const answer = async (count: number): Promise<void> => {
    waiting.splice(0, count).forEach((go) => go());
    await settled();
  };
  return { feed, answer };
}

describe('the line of a slow scan', () => {
  test('says from the first 200 ms what it is waiting for', () => {
    const around = surroundings();
    const progress = new ScanProgress(false, around);
    progress.stage('market list');
    expect(around.written).toEqual([]);
    around.pass(200);
    expect(around.line()).toBe('market list …');
  });

  test('counts candles one by one, with their pace and how long still: by the plan, then by the pace', async () => {
    const around = surroundings();
    const progress = new ScanProgress(false, around);
    const { feed, answer } = slowFeed();
    const reported = progress.listen(feed);
    progress.plan((markets) => markets * 2);
    await reported.tickers([], 0);
    around.pass(200);
    expect(around.line()).toBe('tickers …');
    progress.scanned(20, 120);
    const bars = reported.bars(
      Array.from({ length: 100 }, (_, index) => `M${index}/USDT`),
      300_000,
      1,
      0,
    );
    around.pass(400);
    expect(around.line()).toBe('candles 0/100 · about 4 min left');
    await answer(2);
    around.pass(1600);
    expect(around.line()).toBe('candles 2/100 · 1.0 per second · about 4 min left');
    await answer(35);
    around.pass(8000);
    expect(around.line()).toBe('candles 37/100 · 3.7 per second · about 18 s left');
    await answer(63);
    expect((await bars).map(({ symbol }) => symbol).at(-1)).toBe('M99/USDT');
    await reported.details(['M1/USDT', 'M2/USDT'], 0);
    around.pass(200);
    expect(around.line()).toMatch(/^books 2\/2/);
    progress.close();
    expect(around.line()).toBe('');
  });

  test('is drawn at once where the process has prepared for long, or the terminal says no width', () => {
    const around = surroundings({ columns: 0 });
    around.pass(400);
    const progress = new ScanProgress(false, around);
    progress.stage('reading files', 100, 'bytes');
    expect(around.written).toEqual([]);
    progress.stage('market list');
    expect(around.line()).toBe('market list …');
    progress.plan(() => 18);
    progress.scanned(0, 20);
    around.pass(200);
    expect(around.line()).toBe('candles 0/20 · about 18 s left');
  });

  test('shows bytes of files', () => {
    const around = surroundings();
    const progress = new ScanProgress(false, around);
    progress.bytes(0, 80_000_000);
    around.pass(1000);
    progress.bytes(20_000_000, 80_000_000);
    around.pass(1000);
    expect(around.line()).toBe('reading files 20.0MB/80.0MB · 10.0MB per second · about 6 s left');
  });

  test('is one line that fits, and nothing in a pipe, with --quiet, or once it is closed', () => {
    const narrow = surroundings({ columns: 12 });
    const shown = new ScanProgress(false, narrow);
    shown.stage('market list');
    narrow.pass(200);
    expect(narrow.line()).toBe('market list');
    shown.close();
    const before = narrow.written.length;
    shown.scanned(1, 2);
    narrow.pass(1000);
    expect(narrow.written).toHaveLength(before);
    for (const [isQuiet, isTTY] of [
      [true, true],
      [false, false],
    ]) {
      const around = surroundings({ isTTY });
      const progress = new ScanProgress(isQuiet, around);
      progress.stage('market list');
      around.pass(1000);
      progress.close();
      expect(around.written).toEqual([]);
    }
  });
});
