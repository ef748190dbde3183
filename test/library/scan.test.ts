import { describe, expect, test } from '../support/jest.js';
import type { MarketCandles } from '../../src/index.js';
import { fromCandles, loadPreset, parsePreset, scan, simulate, SquallError } from '../../src/index.js';
import { sha256 } from '../../src/platform/node.js';
import type { HashPart } from '../../src/util/sha256-from.js';
import { scanFeed } from '../support/scan-fixture.js';

const feed = simulate({ seed: 3, marketCount: 20 });
const asOfMs = feed.world.defaultAsOfMs;

async function candlesOf(count: number): Promise<MarketCandles[]> {
  const symbols = (await feed.markets()).map(({ symbol }) => symbol);
  const answers = await feed.bars(symbols, 300_000, count, asOfMs);
  return answers.flatMap((answer) => ('candles' in answer ? [answer.candles] : []));
}

describe('scan as a library', () => {
  test('gives what the command line gives', async () => {
    const { resultSha256, engine } = await scan(feed, { engine: 'scalar' });
    expect(engine).toBe('scalar');
    expect(resultSha256).toBe((await scanFeed(feed, { asOfMs })).resultSha256);
  });

  test('leaves the hash of the inputs out on request, and every other byte unchanged', async () => {
    const hashed: string[] = [];
    const spying = Object.assign((parts: Iterable<HashPart>) => noted('parts', sha256(parts)), {
      start: sha256.start,
    });
    const noted = (what: string, digest: string): string => {
      hashed.push(what);
      return digest;
    };
    const { timings: _, ...whole } = await scan(feed, { sha256: spying, batches: 'fixed' });
    const ofWhole = hashed.splice(0).length;
    const { timings: __, ...without } = await scan(feed, {
      sha256: spying,
      batches: 'fixed',
      hashInputs: false,
    });
    expect(without).toEqual({ ...whole, inputsSha256: null });
    expect(whole.inputsSha256).toMatch(/^[0-9a-f]{64}$/);
    // One a market, and the one over all of them.
    expect(ofWhole - hashed.length).toBe(20 + 1);
  });

  test('with workers gives the same, and leaves no thread behind', async () => {
    const { resultSha256 } = await scan(feed, { workers: 2 });
    expect(resultSha256).toBe((await scan(feed)).resultSha256);
    await expect(scan(feed, { workers: 0 })).rejects.toThrow(
      'Expected `workers` to be auto or an integer from 1 to 64',
    );
  });

  test('takes a preset as a name or as an object, and any spelling of a time', async () => {
    const hashes = await Promise.all(
      [
        { preset: 'breakout-v1', asOf: asOfMs },
        { preset: loadPreset('breakout-v1'), asOf: new Date(asOfMs) },
        { preset: 'breakout-v1', asOf: new Date(asOfMs).toISOString(), batchSize: 3, concurrency: 1 },
      ].map(async (options) => (await scan(feed, options)).resultSha256),
    );
    expect(new Set(hashes).size).toBe(1);
  });

  test('takes a preset of one’s own, as text or as an object', async () => {
    const own = { name: 'mine', extends: 'default', filters: { surgeLong: null, change1h: null } };
    const presets = [await parsePreset(own), await parsePreset(JSON.stringify(own), 'mine.json')];
    const results = await Promise.all(presets.map((preset) => scan(feed, { preset })));
    expect(results[0].resultSha256).toBe(results[1].resultSha256);
    expect(results[0].counts.passed).toBeGreaterThan((await scan(feed)).counts.passed);
    await expect(parsePreset({ ...own, fliters: {} }, 'mine.json')).rejects.toMatchObject({
      code: 'CONFIG',
      message: expect.stringContaining('"filters"') as unknown,
    });
  });

  test('can leave levels out, except for requested markets', async () => {
    const preset = await parsePreset({
      name: 'mine',
      extends: 'default',
      filters: { surgeLong: null, change1h: null },
    });
    const full = await scan(feed, { preset });
    const [first, ...others] = full.markets.filter(({ passed }) => passed);
    const lean = await scan(feed, { preset, skipLevels: true, levelsFor: [first.symbol] });
    const levelsOf = (symbol: string): number =>
      lean.markets.find((market) => market.symbol === symbol)?.levels.length ?? 0;
    expect(levelsOf(first.symbol)).toBe(first.levels.length);
    expect(others.map(({ symbol }) => levelsOf(symbol))).toEqual(others.map(() => 0));
    expect(lean.warnings).toContain('Levels were not computed (--skip-levels)');
  });

  test.each([
    ['UNKNOWN_PRESET', { preset: 'defualt' }],
    ['USAGE', { timeframe: '7m' }],
    ['USAGE', { asOf: 'yesterday' }],
    ['USAGE', { bars: 0 }],
    ['UNKNOWN_SYMBOL', { symbols: ['NONE/USDT'] }],
    ['NO_MARKETS', { quote: 'EUR' }],
  ])('fails with %s on %o', async (code, options) => {
    const failure = await scan(feed, options).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(SquallError);
    expect((failure as SquallError).code).toBe(code);
  });
});

describe('candles in memory', () => {
  test('are scanned', async () => {
    const { counts, source } = await scan(fromCandles(await candlesOf(600)), { asOf: asOfMs });
    expect(source).toEqual({ kind: 'candles', detail: '20 markets in memory', hasLiveFacts: false });
    expect(counts.scanned).toBeGreaterThan(15);
  });

  test('are judged: a market with a gap is rejected with a code', async () => {
    const [first, ...others] = await candlesOf(600);
    const cut = Object.fromEntries(
      Object.entries(first).map(([name, column]) => [
        name,
        typeof column === 'string'
          ? column
          : Array.from(column as ArrayLike<number>).filter((_, bar) => bar < 300 || bar > 400),
      ]),
    ) as unknown as MarketCandles;
    const { markets } = await scan(fromCandles([cut, ...others]), { asOf: asOfMs });
    const refused = markets.find(({ symbol }) => symbol === first.symbol);
    expect(refused?.errors.map(({ code }) => code)).toEqual([expect.stringMatching(/^DATA_/)]);
  });

  test('of which all markets lack an hour say that the source was away, and none is rejected for it', async () => {
    const given = (await candlesOf(600)).map((candles) =>
      Object.fromEntries(
        Object.entries(candles).map(([name, column]) => [
          name,
          typeof column === 'string'
            ? column
            : Array.from(column as ArrayLike<number>).filter((_, bar) => bar < 400 || bar >= 412),
        ]),
      ),
    ) as unknown as MarketCandles[];
    const { markets, warnings } = await scan(fromCandles(given), { asOf: asOfMs });
    expect(warnings).toContainEqual(expect.stringMatching(/^12 bars are absent of all markets alike /));
    const codes = markets.flatMap(({ errors }) => errors.map(({ code }) => code));
    expect(codes).not.toContain('DATA_GAP');
    expect(markets.filter(({ metrics }) => metrics?.filledBars === 12).length).toBeGreaterThan(15);
    const hourly = await scan(fromCandles(given), { asOf: asOfMs, timeframe: '1m' });
    expect(hourly.warnings.filter((warning) => warning.includes('absent of all markets'))).toEqual([]);
  });

  test('are checked before', async () => {
    const [first] = await candlesOf(10);
    expect(() => fromCandles([{ ...first, symbol: 'nonsense' }])).toThrow('such as BTC/USDT, got "nonsense"');
    expect(() => fromCandles([first, first])).toThrow('each market once');
    expect(() => fromCandles([{ ...first, close: [1] }])).toThrow('expected `close` to be as long');
  });
});
