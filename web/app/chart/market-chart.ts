import {
  CandlestickSeries,
  createChart,
  createSeriesMarkers,
  CrosshairMode,
  HistogramSeries,
  LineSeries,
  LineStyle,
  LineType,
} from 'lightweight-charts';
import type {
  IChartApi,
  ISeriesApi,
  ISeriesMarkersPluginApi,
  SeriesMarker,
  SeriesType,
  Time,
  UTCTimestamp,
} from 'lightweight-charts';
import type { Level } from '../../../src/levels/level.js';
import type { ChartData, ChartSeries } from '../../engine/protocol.js';
import { colour } from '../canvas.js';
import { priceDigits } from '../text.js';
import { LevelLines } from './level-lines.js';

/** A volume this many times the median of the bars before is a surge. */
export const SURGE = 3;

/** Bars in view when a market is shown: fewer if they would be too narrow to distinguish. */
const VISIBLE_BARS = 140;
const NARROWEST_BAR_PX = 4;

/** Above this many steps at once, replacing the data is faster. */
const MOST_UPDATES = 12;

/** An event of the market at a bar. */
export interface ChartMark {
  readonly openTimeMs: number;
  readonly kind: 'entered' | 'left';
  readonly text: string;
}

type Point = { time: UTCTimestamp } & Record<string, unknown>;

interface Drawn {
  readonly api: ISeriesApi<SeriesType>;
  /** Values at a bar. */
  readonly at: (data: ChartData, bar: number) => Point;
}

const LINES: readonly (readonly [ChartSeries, string, Parameters<IChartApi['addSeries']>[1]])[] = [
  ['bbUpper', '--band', {}],
  ['bbMiddle', '--band-middle', { lineStyle: LineStyle.Dotted }],
  ['bbLower', '--band', {}],
  ['vwap', '--vwap', {}],
  ['donchianHigh', '--donchian', { lineType: LineType.WithSteps, lineStyle: LineStyle.Dashed }],
  ['donchianLow', '--donchian', { lineType: LineType.WithSteps, lineStyle: LineStyle.Dashed }],
];

/**
 * Candles and accompanying series, up to a bar: goes forward by `update` and back by `pop`, so that nothing
 * jumps.
 */
export class MarketChart {
  readonly #chart: IChartApi;
  readonly #candles: ISeriesApi<'Candlestick'>;
  readonly #drawn: readonly Drawn[];
  readonly #markers: ISeriesMarkersPluginApi<Time>;
  readonly #levels = new LevelLines();
  #data: ChartData | null = null;
  #end = 0;

  constructor(container: HTMLElement) {
    this.#chart = createChart(container, {
      autoSize: true,
      // The logo brings its own style element and markup, which the content security policy blocks; the page
      // has the notice.
      layout: {
        attributionLogo: false,
        fontFamily: 'system-ui, sans-serif',
        fontSize: 11,
        panes: { enableResize: true },
      },
      crosshair: { mode: CrosshairMode.Normal },
      timeScale: {
        timeVisible: true,
        secondsVisible: false,
        rightOffset: 6,
        shiftVisibleRangeOnNewBar: true,
      },
      localization: { locale: 'en-GB' },
      handleScale: { axisPressedMouseMove: true },
    });
    const lines = LINES.map(([name, , options]): Drawn => {
      const api = this.#chart.addSeries(LineSeries, {
        ...options,
        lineWidth: 1,
        priceLineVisible: false,
        lastValueVisible: false,
        crosshairMarkerVisible: false,
      }) as ISeriesApi<SeriesType>;
      return { api, at: (data, bar) => lineAt(data, name, bar) };
    });
    this.#candles = this.#chart.addSeries(CandlestickSeries, { borderVisible: false });
    const volume = this.#chart.addSeries(
      HistogramSeries,
      { priceFormat: { type: 'volume' }, priceLineVisible: false, lastValueVisible: false },
      1,
    );
    this.#chart.panes()[0].setStretchFactor(4);
    this.#chart.panes()[1]?.setStretchFactor(1);
    this.#drawn = [...lines, { api: this.#candles, at: candleAt }, { api: volume, at: volumeAt }];
    this.#markers = createSeriesMarkers(this.#candles, []);
    this.#candles.attachPrimitive(this.#levels);
    this.applyTheme();
    let width = 0;
    this.#chart.timeScale().subscribeSizeChange((now) => {
      // A hidden chart could not be positioned.
      if (width === 0 && now > 0) this.#showNewest(this.#end);
      width = now;
    });
  }

  /** Shows bars [0, end) of a market. */
  show(data: ChartData, end: number): void {
    const isOther = data.symbol !== this.#data?.symbol;
    const steps = end - this.#end;
    if (data !== this.#data || Math.abs(steps) > MOST_UPDATES) this.#replace(data, end, isOther);
    else if (steps > 0) this.#forward(data, end);
    else if (steps < 0) for (const { api } of this.#drawn) api.pop(-steps);
    this.#data = data;
    this.#end = end;
  }

  /** Levels of the moment, each from when it was known. */
  showLevels(levels: readonly Level[]): void {
    this.#levels.set(levels, {
      support: colour('--up'),
      resistance: colour('--down'),
      flipped: colour('--pin'),
      'crossed support': colour('--muted'),
      'crossed resistance': colour('--muted'),
    });
  }

  showMarks(marks: readonly ChartMark[]): void {
    this.#markers.setMarkers(
      marks.map(({ openTimeMs, kind, text }): SeriesMarker<Time> => {
        const time = secondsOf(openTimeMs);
        if (kind === 'left')
          return { time, position: 'aboveBar', shape: 'circle', color: colour('--muted'), size: 0.6 };
        return { time, position: 'belowBar', shape: 'arrowUp', color: colour('--accent'), text };
      }),
    );
  }

  applyTheme(): void {
    const [line, text] = [colour('--line'), colour('--muted')];
    this.#chart.applyOptions({
      layout: {
        background: { color: colour('--panel') },
        textColor: text,
        panes: { separatorColor: line, separatorHoverColor: line },
      },
      grid: { vertLines: { color: colour('--grid') }, horzLines: { color: colour('--grid') } },
      rightPriceScale: { borderColor: line, entireTextOnly: true },
      timeScale: { borderColor: line },
    });
    LINES.forEach(([, name], at) => this.#drawn[at].api.applyOptions({ color: colour(name) }));
    const [up, down] = [colour('--up'), colour('--down')];
    this.#candles.applyOptions({ upColor: up, downColor: down, wickUpColor: up, wickDownColor: down });
    if (this.#data !== null) this.#replace(this.#data, this.#end, false);
  }

  dispose(): void {
    this.#chart.remove();
  }

  #showNewest(end: number): void {
    const scale = this.#chart.timeScale();
    const bars = Math.min(VISIBLE_BARS, Math.floor(scale.width() / NARROWEST_BAR_PX));
    if (bars > 0) scale.setVisibleLogicalRange({ from: end - bars, to: end + 6 });
  }

  #replace(data: ChartData, end: number, isOther: boolean): void {
    const digits = priceDigits(data.close[Math.max(0, end - 1)] ?? 1, data.tickSize);
    const priceFormat = { type: 'price' as const, precision: digits, minMove: 1 / 10 ** digits };
    const range = this.#chart.timeScale().getVisibleLogicalRange();
    for (const { api, at } of this.#drawn) {
      if (at !== volumeAt) api.applyOptions({ priceFormat });
      api.setData(Array.from({ length: end }, (_, bar) => at(data, bar)));
    }
    if (isOther || range === null) {
      this.#showNewest(end);
      this.#candles.priceScale().applyOptions({ autoScale: true });
    } else {
      // The same distance from now as before.
      const moved = end - this.#end;
      this.#chart.timeScale().setVisibleLogicalRange({ from: range.from + moved, to: range.to + moved });
    }
  }

  #forward(data: ChartData, end: number): void {
    for (const { api, at } of this.#drawn) {
      for (let bar = this.#end; bar < end; bar++) api.update(at(data, bar));
    }
  }
}

function secondsOf(timeMs: number): UTCTimestamp {
  return (timeMs / 1000) as UTCTimestamp;
}

function candleAt({ openTimeMs, open, high, low, close }: ChartData, bar: number): Point {
  return {
    time: secondsOf(openTimeMs[bar]),
    open: open[bar],
    high: high[bar],
    low: low[bar],
    close: close[bar],
  };
}

function volumeAt({ openTimeMs, open, close, volume, series }: ChartData, bar: number): Point {
  const isUp = close[bar] >= open[bar];
  const isSurge = series.surgeShort[bar] >= SURGE;
  const name = isSurge ? (isUp ? '--up' : '--down') : isUp ? '--volume-up' : '--volume-down';
  return { time: secondsOf(openTimeMs[bar]), value: volume[bar], color: colour(name) };
}

function lineAt({ openTimeMs, series }: ChartData, name: ChartSeries, bar: number): Point {
  const time = secondsOf(openTimeMs[bar]);
  const value = series[name][bar];
  return Number.isNaN(value) ? { time } : { time, value };
}
