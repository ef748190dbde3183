import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '../support/jest.js';
import type { PlanDocument } from '../../src/cli/format/plan-text.js';
import type { FaultEngine, InjectedFault } from '../../src/emulator/fault-engine.js';
import { createFaultEngine } from '../../src/emulator/faults/engine.js';
import { parseScenario } from '../../src/emulator/scenario.js';
import { DAY_MS } from '../../src/market/timeframe.js';
import type { ScanDocument } from '../../src/scanner/scan-document.js';
import type { LiveCli } from '../support/live-cli.js';
import { openLiveCli, otherNotes, tally } from '../support/live-cli.js';
import { runCli } from '../support/run-cli.js';

const MARKETS = 80;

let spot: LiveCli;
let swap: LiveCli;
/** Its time runs: a stopped one is requested once more as soon as a scan takes longer than a second. */
let running: LiveCli;
beforeAll(async () => {
  spot = await openLiveCli({ dialect: 'binance', markets: MARKETS, seed: 4 });
  swap = await openLiveCli({ dialect: 'binanceusdm', markets: MARKETS }, 'binance');
  running = await openLiveCli({ dialect: 'binanceusdm', markets: MARKETS, speed: 1 }, 'binance');
});
afterAll(() => Promise.all([spot, swap, running].map((cli) => cli.close())));

async function succeed(cli: LiveCli, args: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await cli.run(args);
  expect({ exitCode, stderr: otherNotes(stderr) }).toEqual({ exitCode: 0, stderr: '' });
  return stdout;
}

describe('squall plan', () => {
  test('sends nothing but the request for the list of markets, and nothing where that is on disk', async () => {
    swap.asked();
    const first = JSON.parse(await succeed(swap, ['plan', '--type', 'swap', '--json'])) as PlanDocument;
    expect(swap.asked()).toEqual(['markets']);
    expect(first.markets.listAskedFor).toBe(true);
    expect(first.rtt.measured).toBe(true);
    const second = JSON.parse(await succeed(swap, ['plan', '--type', 'swap', '--json'])) as PlanDocument;
    expect(swap.asked()).toEqual([]);
    expect(second.markets).toEqual({ ...first.markets, listAskedFor: false });
    expect(second.rtt.measured).toBe(false);
  });

  test('takes the number of bars that costs least, says why, and bounds what a scan then sends', async () => {
    const { plan, markets } = JSON.parse(
      await succeed(running, ['plan', '--type', 'swap', '--json']),
    ) as PlanDocument;
    expect(plan.bars).toMatchObject({
      wanted: 500,
      chosen: 499,
      reason: '499 bars cost a weight of 2, 500 cost 5',
    });
    const planned = Object.fromEntries(plan.calls.map(({ kind, calls }) => [kind, calls]));
    expect(planned).toMatchObject({ markets: 0, candles: markets.inUniverse, orderBook: 10 });
    expect(plan.totalCalls).toBe(Object.values(planned).reduce((sum, calls) => sum + calls, 0));
    running.asked();
    const scan = JSON.parse(await succeed(running, ['scan', '--type', 'swap', '--json'])) as ScanDocument;
    const asked = tally(running.asked());
    expect(asked.klines).toBeGreaterThan(10);
    expect(asked.klines).toBeLessThanOrEqual(planned.candles);
    expect(asked).toMatchObject({ time: 1, tickers: 1, bidsAsks: 1 });
    expect(asked.markets).toBeUndefined();
    expect(scan.traffic?.weight).toBeLessThanOrEqual(plan.totalWeight + 1);
  });

  test('takes exactly the bars that --bars says', async () => {
    const args = ['plan', '--type', 'swap', '--bars', '500', '--json'];
    const { plan } = JSON.parse(await succeed(swap, args)) as PlanDocument;
    expect(plan.bars).toMatchObject({ wanted: 500, chosen: 500 });
    expect(plan.bars.reason).toContain('needed');
  });

  test('shows calls, budget, choices and what its figures leave out', async () => {
    const text = await succeed(spot, ['plan', '--quote', 'usdt']);
    for (const words of [
      /^binance spot at http:\S+: \d+ of 80 markets, 500 bars of 5m$/m,
      /^Call +Calls +Weight +Seconds$/m,
      /^candles +\d+ +\d+ +\d+\.\d$/m,
      /^together +\d+ +\d+ +\d+\.\d$/m,
      /^spot +\d+ +6000 in 60 s +\d+ %$/m,
      /^at once +\d+ requests, for a round trip of \d+ ms \((measured|assumed)/m,
      /^batches +\d+ of 20 markets, 2 in flight$/m,
      /^next scan +\d+ calls, .* only the new bars$/m,
      /upper bound/,
    ]) {
      expect(text).toMatch(words);
    }
  });
});

interface MarketsDocument {
  readonly counts: {
    readonly listed: number;
    readonly in: number;
    readonly out: number;
    readonly byCode: Record<string, number>;
    readonly byClass: Record<string, number>;
  };
  readonly markets: readonly {
    readonly symbol: string;
    readonly marketClass: string;
    readonly isIn: boolean;
    readonly code: string;
    readonly reason: string;
  }[];
}

describe('squall markets', () => {
  test('lists the universe in order, with classes and counts, for one request of tickers', async () => {
    await spot.run(['plan', '--quiet']);
    spot.asked();
    const { counts, markets } = JSON.parse(await succeed(spot, ['markets', '--json'])) as MarketsDocument;
    expect(spot.asked()).toEqual(['tickers']);
    expect(counts.listed).toBe(MARKETS);
    expect(counts.in + counts.out).toBe(MARKETS);
    expect(markets).toHaveLength(counts.in);
    expect(markets.every(({ isIn, code }) => isIn && code === 'IN')).toBe(true);
    const symbols = markets.map(({ symbol }) => symbol);
    expect(symbols).toEqual([...symbols].sort());
    expect(counts.byClass).toEqual(tally(markets.map(({ marketClass }) => marketClass)));
    expect(counts.byClass.crypto).toBeGreaterThan(50);
  });

  test('lists with --why every market with its reason, as JSON, CSV and a table', async () => {
    const { counts, markets } = JSON.parse(
      await succeed(spot, ['markets', '--why', '--json']),
    ) as MarketsDocument;
    expect(markets).toHaveLength(MARKETS);
    expect(counts.byCode).toEqual(tally(markets.map(({ code }) => code)));
    expect(counts.out).toBeGreaterThan(0);
    for (const { reason } of markets) expect(reason).toMatch(/^[A-Z].+\.$/);
    const csv = (await succeed(spot, ['markets', '--why', '--format', 'csv'])).trimEnd().split('\n');
    expect(csv).toHaveLength(MARKETS + 1);
    expect(csv[0].split(',').slice(0, 3)).toEqual(['symbol', 'id', 'base']);
    const table = await succeed(spot, ['markets', '--why']);
    for (const { symbol, code } of markets) expect(table).toMatch(new RegExp(`^${symbol} .* ${code} `, 'm'));
    expect(table).toContain(`${MARKETS} markets, ${counts.in} in, ${counts.out} out`);
  });

  test('starts with a count per reason, then lists markets that are out by reason, then the rest', async () => {
    const { counts, markets } = JSON.parse(
      await succeed(spot, ['markets', '--why', '--json']),
    ) as MarketsDocument;
    const table = (await succeed(spot, ['markets', '--why'])).split('\n');
    expect(table[0]).toMatch(/ markets, \d+ in, \d+ out$/);
    const codes = Object.keys(counts.byCode);
    const order = [...codes.filter((code) => code !== 'IN'), ...codes.filter((code) => code === 'IN')];
    expect(order.length).toBeGreaterThan(1);
    const ofCode = (code: string) => markets.filter((market) => market.code === code);
    for (const [row, code] of order.entries()) {
      const words = table[2 + row].split(/ +/);
      expect(words.slice(0, 3)).toEqual([code, String(counts.byCode[code]), ofCode(code)[0].symbol]);
    }
    const rows = table.slice(2 + order.length + 2, 2 + order.length + 2 + MARKETS);
    expect(rows.map((row) => row.split(' ')[0])).toEqual(
      order.flatMap((code) => ofCode(code).map(({ symbol }) => symbol)),
    );
  });

  test('says of an unknown quote that all markets are out', async () => {
    const text = await succeed(spot, ['markets', '--quote', 'xyz', '--json']);
    const { counts } = JSON.parse(text) as MarketsDocument;
    expect(counts).toMatchObject({ in: 0, byCode: { OTHER_QUOTE: MARKETS } });
  });
});

interface DoctorDocument {
  readonly checks: readonly { readonly name: string; readonly ok: boolean; readonly detail: string }[];
  readonly exchange: {
    readonly requests: number;
    readonly skewMs: number;
    readonly markets: { readonly listed: number } | null;
    readonly units:
      readonly { readonly kind: string; readonly unit: string; readonly ratio: number }[] | null;
    readonly budgets: Record<string, { readonly counted: number | null }>;
    readonly stop: { readonly kind: string } | null;
  };
  readonly error?: { readonly code: string; readonly exitCode: number; readonly retryAt?: string };
}

describe('squall doctor --exchange', () => {
  test('shows with a few requests how the exchange answers', async () => {
    swap.asked();
    const text = await succeed(swap, ['doctor', '--type', 'swap', '--json']);
    const { checks, exchange } = JSON.parse(text) as DoctorDocument;
    const asked = swap.asked();
    expect(exchange.requests).toBe(asked.length);
    expect(asked.length).toBeLessThanOrEqual(7);
    expect(checks.filter(({ ok }) => !ok)).toEqual([]);
    // The emulated exchange lives in 2025.
    expect(exchange.skewMs).toBeLessThan(-100 * DAY_MS);
    expect(exchange.markets?.listed).toBe(MARKETS);
    expect(exchange.units).toHaveLength(3);
    for (const unit of exchange.units ?? []) expect(unit).toMatchObject({ kind: 'verified', unit: 'base' });
    const weight = swap.emulator.ledger.requests().slice(-1)[0].weight;
    expect(exchange.budgets.usdm.counted).toBeGreaterThanOrEqual(weight);
  });

  test('shows the same as a table', async () => {
    const text = await succeed(spot, ['doctor']);
    for (const words of [
      /^wasm simd +ok /m,
      /^State +ok +no ban, no pause, \d+ files? in /m,
      /^Reachable +ok +binance spot at http:\S+, round trip \d+ ms$/m,
      /^Time +ok +the exchange is [\d.]+ days behind this machine/m,
      /^Markets +ok +80 listed, \d+ in the universe$/m,
      /^Unit \S+\/USDT +ok +volume in base, 1\.0\d\d times/m,
      /^Limit spot +ok +the exchange counts \d+ of 6000 in 60 s \(x-mbx-used-weight-1m\); we use at most 4500$/m,
    ]) {
      expect(text).toMatch(words);
    }
  });

  test('distinguishes a volume that no unit explains, a delisted market, and a failing exchange', async () => {
    const thousandfold: InjectedFault = {
      id: 'thousandfold',
      mutate(answer) {
        for (const row of answer.candles?.rows ?? []) {
          const { volume = 0 } = answer.candles ?? {};
          row[volume] = String(1000 * Number(row[volume]));
        }
        return answer;
      },
    };
    const faultOf = (fault: string): FaultEngine =>
      createFaultEngine(parseScenario([{ fault }], 'test'), { seed: 1 });
    const faults = [{ choose: () => thousandfold }, faultOf('symbolGone'), faultOf('html200')];
    const symbols: string[] = [];
    spot.emulator.control.setFaults({
      choose: (request) => {
        const { endpoint, symbol } = request;
        if (endpoint !== 'klines' || symbol === null) return null;
        if (!symbols.includes(symbol)) symbols.push(symbol);
        return faults[symbols.indexOf(symbol)].choose(request);
      },
    });
    try {
      const { exitCode, stdout } = await spot.run(['doctor', '--json']);
      const { checks, exchange, error } = JSON.parse(stdout) as DoctorDocument;
      expect(exitCode).toBe(76);
      expect(error).toMatchObject({ code: 'BAD_BODY', exitCode: 76 });
      const wrong = checks.filter(({ ok }) => !ok);
      expect(wrong.map(({ name }) => name)).toEqual(symbols.map((symbol) => `Unit ${symbol}`));
      expect(wrong[0].detail).toMatch(
        /^The candles' volume, taken as base, gives .* no other unit explains it\.$/,
      );
      expect(exchange.units?.map(({ kind }) => kind)).toEqual(['refused', 'failed', 'failed']);
    } finally {
      spot.emulator.control.setFaults(null);
    }
  });

  test('exits with 65 where the exchange answers, but the unit of a market cannot be explained', async () => {
    spot.emulator.control.setScenario([
      { on: { endpoint: 'klines' }, fault: 'candles.otherSymbol', with: { factor: 1000 } },
    ]);
    try {
      const { exitCode, stdout, stderr } = await spot.run(['doctor']);
      expect(stdout).toMatch(/^Unit \S+ +NO /m);
      expect(stderr).toMatch(
        /^squall: Expected every check of the exchange to be ok, got NO from Unit \S+, Unit \S+, Unit \S+\n$/,
      );
      expect(exitCode).toBe(65);
      const { error } = JSON.parse((await spot.run(['doctor', '--json'])).stdout) as DoctorDocument;
      expect(error).toMatchObject({ code: 'CHECK_FAILED', exitCode: 65 });
    } finally {
      spot.emulator.control.setFaults(null);
    }
  });

  test('continues with a market list that could not be refreshed, and exits with the code of the reason', async () => {
    const old = await openLiveCli({ dialect: 'binance', markets: 20 });
    try {
      await succeed(old, ['plan']);
      const file = readdirSync(old.stateFolder).find((name) => name.startsWith('markets-'))!;
      const path = join(old.stateFolder, file);
      const list = JSON.parse(readFileSync(path, 'utf8')) as { savedAtMs: number };
      writeFileSync(path, JSON.stringify({ ...list, savedAtMs: list.savedAtMs - 2 * 86_400_000 }));
      old.emulator.control.setScenario([{ on: { endpoint: 'markets' }, fault: 'reset' }]);
      const { exitCode, stdout } = await old.run(['doctor', '--json']);
      const { checks, warnings, error } = {
        ...(JSON.parse(stdout) as DoctorDocument),
        warnings: (JSON.parse(stdout) as { exchange: { warnings: string[] } }).exchange.warnings,
      };
      expect(checks.filter(({ ok }) => !ok).map(({ name }) => name)).toEqual(['Markets']);
      expect(warnings).toEqual([
        expect.stringMatching(/^Using the market list of \S+Z; refreshing it failed/),
      ]);
      expect(error).toMatchObject({ code: 'NET_RESET', exitCode: 69 });
      expect(exitCode).toBe(69);
      const plan = await succeed(old, ['plan']);
      expect(plan.replace(/\s+/g, ' ')).toContain('refreshing it failed');
    } finally {
      await old.close();
    }
  });

  test('sends nothing into a ban that is on disk, and says until when it lasts', async () => {
    const banned = await openLiveCli({ dialect: 'binance', markets: 20 });
    try {
      const untilMs = Date.now() + 600_000;
      const name = `exchange-binance-127.0.0.1-${new URL(banned.emulator.baseUrl).port}.json`;
      const stop = { kind: 'ban', untilMs };
      writeFileSync(join(banned.stateFolder, name), JSON.stringify({ version: 1, stop }));
      const { exitCode, stdout } = await banned.run(['doctor', '--json']);
      const { checks, exchange, error } = JSON.parse(stdout) as DoctorDocument;
      expect(exitCode).toBe(75);
      expect(banned.asked()).toEqual([]);
      expect(exchange.stop?.kind).toBe('ban');
      expect(error).toMatchObject({ code: 'HTTP_BAN', exitCode: 75 });
      expect(Math.abs(Date.parse(error?.retryAt ?? '') - untilMs)).toBeLessThan(2_000);
      expect(checks.find(({ name: check }) => check === 'State')).toMatchObject({ ok: false });
    } finally {
      await banned.close();
    }
  });

  test('exits with the code of whatever kept the exchange from answering', async () => {
    const { exitCode, stdout, stderr } = await runCli([
      ...['doctor', '--exchange', 'binance', '--base-url', 'http://127.0.0.1:1'],
      ...['--state-dir', spot.stateFolder],
    ]);
    expect(exitCode).toBe(69);
    expect(stderr).toMatch(
      /^squall: binance: expected an answer to GET .+ is the emulator running there\?\n$/,
    );
    expect(stdout).toMatch(/^Reachable +NO /m);
    expect(stdout).toMatch(/^wasm simd +ok /m);
  });
});

/** A stopped time is requested once, or once more by scans that take longer than a second. */
function askedBesideTime(cli: LiveCli): Record<string, number> {
  const { time, ...others } = tally(cli.asked());
  expect([1, 2]).toContain(time);
  return others;
}

describe('verbs about one market', () => {
  test('report that they use fewer bars, and why', async () => {
    const args = ['BTC/USDT:USDT', '--type', 'swap', '--json'];
    const said = '499 bars, not 500: 499 bars cost a weight of 2, 500 cost 5';
    const explained = JSON.parse(await succeed(swap, ['explain', ...args])) as { warnings: string[] };
    expect(explained.warnings).toContain(said);
    for (const verb of ['levels', 'indicators']) {
      const { exitCode, stderr } = await swap.run([verb, ...args]);
      expect({ exitCode, stderr: otherNotes(stderr) }).toEqual({ exitCode: 0, stderr: `squall: ${said}\n` });
    }
    const asked = await succeed(swap, ['levels', ...args, '--bars', '500']);
    expect(asked).toContain('"levels"');
  });

  test('request the candles of that market and of BTC, not those of the exchange', async () => {
    const [best] = (JSON.parse(await succeed(spot, ['scan', '--json'])) as ScanDocument).markets;
    spot.asked();
    const text = await succeed(spot, ['explain', best.symbol, '--json']);
    expect(askedBesideTime(spot)).toEqual({ tickers: 1, klines: 2, depth: 1 });
    const { market, warnings } = JSON.parse(text) as { market: object; warnings: string[] };
    expect(market).toEqual({ ...best, rank: null });
    expect(warnings.join()).toContain('Rank unknown');

    const page = await succeed(spot, ['explain', best.symbol.replace('/', '').toLowerCase()]);
    expect(page).toMatch(new RegExp(`^${best.symbol}  passes, score `));
    spot.asked();

    const levels = await succeed(spot, ['levels', best.symbol, '--json']);
    expect(askedBesideTime(spot)).toEqual({ tickers: 1, klines: 2, depth: 1 });
    expect((JSON.parse(levels) as { levels: object[] }).levels).toEqual(best.levels);

    const series = await succeed(spot, ['indicators', best.symbol, '--json']);
    expect(askedBesideTime(spot)).toEqual({ klines: 2 });
    const { openTimeMs, series: columns } = JSON.parse(series) as {
      openTimeMs: number[];
      series: Record<string, number[]>;
    };
    expect(openTimeMs).toHaveLength(500);
    expect(columns.rsi.at(-1)).toBe(best.metrics.rsi);
  });

  test('exit with the code of the exchange if the market’s candles do not arrive', async () => {
    spot.emulator.control.setScenario([{ on: { endpoint: 'klines', symbol: 'ETH*' }, fault: 'html200' }]);
    try {
      for (const verb of ['explain', 'indicators']) {
        const { exitCode, stdout } = await spot.run([verb, 'ETH/USDT', '--json']);
        expect({ verb, exitCode }).toEqual({ verb, exitCode: 76 });
        expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'BAD_BODY', exitCode: 76 } });
      }
    } finally {
      spot.emulator.control.setScenario(null);
    }
  });
});

test('nothing but its own files is left in the state folder', () => {
  for (const name of readdirSync(spot.stateFolder))
    expect(name).toMatch(/^(exchange|markets)-binance.*\.json$/);
});
