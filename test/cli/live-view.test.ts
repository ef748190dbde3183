import { beforeAll, describe, expect, test } from '../support/jest.js';
import { LiveScreen } from '../../src/cli/live-screen.js';
import type { ShownScan } from '../../src/cli/watch-frame.js';
import { liveView } from '../../src/cli/watch-table.js';
import { loadPreset, scan, simulate } from '../../src/index.js';
import type { ScanResult } from '../../src/scanner/scan-result.js';
import { ChangeTracker } from '../../src/watch/changes.js';

let result: ScanResult;
beforeAll(async () => {
  result = await scan(simulate(), { workers: 1 });
});

/** A scan as watch hands it to its view. */
function shown(): ShownScan {
  const markets = result.markets.filter(({ passed }) => passed);
  const run = {
    result,
    preset: loadPreset('default'),
    squall: { engine: 'simd' },
    source: { feed: {}, fewerBars: undefined },
    traffic: null,
  };
  const event = { kind: 'scan', result: run, asOfMs: result.asOfMs, missed: 0, nextAtMs: result.asOfMs };
  const changes = new ChangeTracker().next(result.markets);
  return { event, run, markets, changes, scans: 1, profile: null } as unknown as ShownScan;
}

/** A view on a terminal of 80 × 24: its last drawing, and keys to press. */
async function open() {
  let drawn = '';
  let press: (text: string) => void = () => undefined;
  let quits = 0;
  const raw: boolean[] = [];
  // Of another size each time, so that every frame is written whole.
  let rows = 24;
  const stream = {
    write: (text: string) => (drawn = text),
    get rows() {
      return ++rows;
    },
    columns: 80,
  };
  const keys = {
    isTTY: true,
    setRawMode: (isRaw: boolean) => raw.push(isRaw),
    setEncoding: () => undefined,
    on: (_: 'data', listener: (text: string) => void) => (press = listener),
    off: () => undefined,
    resume: () => undefined,
    pause: () => undefined,
  };
  const view = liveView(
    { color: 'never' },
    { screen: new LiveScreen(stream), keys, quit: () => (quits += 1), notify: () => undefined },
  );
  await view.scan(shown());
  const symbols = (): string[] => [...drawn.matchAll(/^ ?\d+ {2}(\w+\/\w+)/gm)].map(([, symbol]) => symbol);
  return { view, press: (text: string) => press(text), text: () => drawn, symbols, raw, quits: () => quits };
}

describe('the live table of watch', () => {
  test('sorts, moves and explains by keys', async () => {
    const { view, press, text, symbols } = await open();
    expect(symbols()[0]).toBe('KIVPE/USDT');
    expect(text()).toMatch(/\nq quit · s sort: rank · ↑↓ market · e explain$/);
    press('s');
    const changes = result.markets.filter(({ passed }) => passed);
    const byChange = [...changes].sort((a, b) => b.metrics.change1hPct! - a.metrics.change1hPct!);
    expect(symbols()).toEqual(byChange.map(({ symbol }) => symbol));
    press('jj');
    expect(text()).toMatch(new RegExp(`${byChange[1].symbol} +◀`));
    press('e');
    expect(text()).toContain(`\n${byChange[1].symbol}  passes, rank `);
    expect(text()).toContain('Nearest levels');
    expect(text()).not.toContain('--full');
    press('\u001b');
    expect(symbols()).toHaveLength(changes.length);
    view.close();
  });

  test('ends by q, and restores the terminal', async () => {
    const { view, press, raw, quits } = await open();
    press('q');
    view.close();
    expect([quits(), raw]).toEqual([1, [true, false]]);
  });
});
