import type { Deflate } from '../../codec/block/compression.js';
import { chooseDecimals, NO_DECIMALS, scaleOf } from '../../codec/block/decimals.js';
import type { CandleRows } from '../../codec/block/candle-rows.js';
import { CANDLE_COLUMNS } from '../../market/candle-series.js';
import type { Frame, FrameKind, Packed } from '../format/frame.js';
import { KIND } from '../format/frame.js';
import type { NewRows } from '../format/payloads.js';
import { candlesPayload, jsonPayload, readCandles } from '../format/payloads.js';
import type { Recording } from '../reader/recording.js';
import { chunksOf, ROWS_PER_FRAME } from './candle-chunks.js';
import { pack } from './frame-stream.js';

/** Kinds that the sealed form writes in its own way, or no longer has. */
const REWRITTEN: ReadonlySet<number> = new Set([
  KIND.header,
  KIND.symbols,
  KIND.candles,
  KIND.resume,
  KIND.seal,
]);

/**
 * All frames of a recording except its header, candles of many scans together, always before the first scan
 * that needs them. Everything else is copied unchanged.
 */
export async function repack(recording: Recording, deflate: Deflate): Promise<Packed[]> {
  const names = [...recording.symbols].sort(([a], [b]) => a - b).map(([, symbol]) => symbol);
  const frames: Packed[] = [];
  if (names.length > 0)
    frames.push(await pack({ kind: KIND.symbols, id: 0, bytes: jsonPayload(names) }, deflate));
  const gathered = new GatheredRows();
  let waiting: Packed[] = [];
  let nextId = 0;
  const flush = async (): Promise<void> => {
    for (const chunk of chunksOf(gathered.take())) {
      const bytes = candlesPayload(chunk, recording.header.timeframeMs);
      frames.push(await pack({ kind: KIND.candles, id: nextId++, bytes }, deflate));
    }
    frames.push(...waiting);
    waiting = [];
  };
  for (const frame of recording.frames.all) {
    if (frame.kind === KIND.candles) gathered.add(readCandles(await recording.frames.payloadOf(frame)));
    if (!REWRITTEN.has(frame.kind)) waiting.push(asPacked(recording, frame));
    if (frame.kind === KIND.scan && gathered.rows >= ROWS_PER_FRAME) await flush();
  }
  await flush();
  return frames;
}

function asPacked(recording: Recording, frame: Frame): Packed {
  const { kind, id, encoding, rawLength } = frame;
  return { kind: kind as FrameKind, id, encoding, payload: recording.frames.storedBytes(frame), rawLength };
}

/**
 * Rows of many frames, market by market; those whose prices move by few ticks first, so that similar data is
 * adjacent.
 */
class GatheredRows {
  #bySymbol = new Map<number, NewRows[]>();
  rows = 0;

  add(markets: readonly NewRows[]): void {
    for (const market of markets) {
      const before = this.#bySymbol.get(market.symbol);
      if (before === undefined) this.#bySymbol.set(market.symbol, [market]);
      else before.push(market);
      this.rows += market.rows.open.length;
    }
  }

  take(): NewRows[] {
    const all = [...this.#bySymbol.values()].map(mergeRows);
    this.#bySymbol = new Map();
    this.rows = 0;
    return all
      .map((market) => ({ market, ticks: usualRangeTicks(market.rows) }))
      .sort((a, b) => a.ticks - b.ticks || a.market.symbol - b.market.symbol)
      .map(({ market }) => market);
  }
}

/**
 * Average range of a bar, low to high, in units of the last decimal; 0 if prices have none or are not
 * numbers.
 */
function usualRangeTicks({ open, high, low, close }: CandleRows): number {
  const decimals = chooseDecimals([open, high, low, close]);
  if (decimals === NO_DECIMALS) return 0;
  const range = high.reduce((sum, top, row) => sum + (top - low[row]), 0) / high.length;
  return Number.isFinite(range) ? range * scaleOf(decimals) : 0;
}

function mergeRows(parts: readonly NewRows[]): NewRows {
  const [{ symbol, firstRow }] = parts;
  const count = parts.reduce((sum, { rows }) => sum + rows.open.length, 0);
  const merged = Object.fromEntries(
    CANDLE_COLUMNS.map((name) => {
      const column = new Float64Array(count);
      let at = 0;
      for (const { rows } of parts) {
        column.set(rows[name], at);
        at += rows[name].length;
      }
      return [name, column];
    }),
  );
  return { symbol, firstRow, rows: merged as unknown as CandleRows };
}
