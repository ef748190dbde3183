import { useEffect, useRef } from 'preact/hooks';
import { displaySymbol } from '../../src/market/symbol.js';
import type { ChartData } from '../engine/protocol.js';
import { metricAt } from '../model/snapshot.js';
import { firstAfter } from '../model/window-feed.js';
import { jump } from './actions.js';
import { MarketChart, SURGE } from './chart/market-chart.js';
import { marksOf } from './chart/marks.js';
import * as store from './store.js';
import { clockText, fixedText, moneyText, priceText, shortTime, signedText } from './text.js';
import { theme } from './theme.js';

/** Bars in the table behind the chart. */
const TABLE_BARS = 20;

/** The chosen market up to the moment. */
export function ChartPanel() {
  const [symbol, data, source] = [store.selectedSymbol.value, store.chart.value, store.opened.value];
  const asOfMs = store.moments.value[store.position.value]?.asOfMs ?? 0;
  const isReady = data !== null && data.symbol === symbol;
  const end = isReady && source !== null ? firstAfter(data.openTimeMs, asOfMs - source.timeframeMs) : 0;
  return (
    <section class="panel chart-panel" aria-labelledby="chart-title">
      <div class="panel-head">
        <h2 id="chart-title" class="symbol">
          <bdi>{symbol === null ? 'No market chosen' : displaySymbol(symbol)}</bdi>
        </h2>
        <Quote data={isReady ? data : null} end={end} />
        <span class="grow" />
        <button
          type="button"
          class="text-button"
          disabled={symbol === null}
          title="Previous event of this market (Shift+P)"
          aria-label="Previous event of this market"
          onClick={() => jump(-1, store.selected.value)}
        >
          ‹<span class="wide-only"> event</span>
        </button>
        <button
          type="button"
          class="text-button"
          disabled={symbol === null}
          title="Next event of this market (Shift+N)"
          aria-label="Next event of this market"
          onClick={() => jump(1, store.selected.value)}
        >
          <span class="wide-only">event </span>›
        </button>
      </div>
      <div class="chart-box">
        <Canvas data={isReady ? data : null} end={end} />
        <Legend />
        {store.chartError.value !== null && (
          <p class="empty overlay">{displaySymbol(store.chartError.value, 200)}</p>
        )}
        {symbol === null && <p class="empty overlay">Choose a market in the ranking.</p>}
        {symbol !== null && !isReady && store.chartError.value === null && (
          <p class="empty overlay">Reading candles …</p>
        )}
      </div>
      {isReady && !store.playback.value.isPlaying && <HiddenTable data={data} end={end} />}
    </section>
  );
}

function Quote({ data, end }: { readonly data: ChartData | null; readonly end: number }) {
  const [now, market] = [store.shown.value, store.selected.value];
  if (data === null || end === 0 || now === null || market === null) return null;
  const change = metricAt(now, 'change24hPct', market);
  return (
    <span class="quote-line">
      <b>{priceText(data.close[end - 1], data.tickSize)}</b>{' '}
      <span class={change === null ? '' : change >= 0 ? 'up' : 'down'}>{signedText(change, 2)} %</span>{' '}
      <span class="muted wide-only">24 h · {moneyText(metricAt(now, 'turnover24h', market))} turnover</span>
    </span>
  );
}

function Canvas({ data, end }: { readonly data: ChartData | null; readonly end: number }) {
  const container = useRef<HTMLDivElement>(null);
  const chart = useRef<MarketChart | null>(null);
  useEffect(() => {
    if (container.current === null) return;
    chart.current = new MarketChart(container.current);
    return () => chart.current?.dispose();
  }, []);
  const mode = theme.value;
  useEffect(() => chart.current?.applyTheme(), [mode]);
  useEffect(() => {
    if (data !== null) chart.current?.show(data, end);
  }, [data, end]);
  const [detail, symbol, computed, market] = [
    store.detail.value,
    store.selectedSymbol.value,
    store.computedCount.value,
    store.selected.value,
  ];
  useEffect(() => {
    // Those of an earlier moment would reveal what is not known yet when the user goes back.
    const isOfNow =
      detail !== null && detail.market.symbol === symbol && detail.index <= store.position.value;
    chart.current?.showLevels(isOfNow ? detail.levels : []);
  }, [detail, symbol, end, mode]);
  useEffect(() => {
    const source = store.opened.value;
    if (market === null || source === null || data === null) return chart.current?.showMarks([]);
    const { events, snapshots, moments, position } = store;
    chart.current?.showMarks(
      marksOf(market, events, snapshots, moments.value, position.value, source.timeframeMs),
    );
  }, [market, computed, end, data, mode]);
  return <div class="chart-canvas" ref={container} aria-hidden="true" />;
}

const LEGEND = [
  ['band', 'Bollinger 20, 2'],
  ['vwap', 'VWAP'],
  ['donchian', 'Donchian 20'],
  ['up', `Volume ≥ ${SURGE}× median`],
] as const;

function Legend() {
  return (
    <ul class="legend" aria-hidden="true">
      {LEGEND.map(([name, text]) => (
        <li key={name}>
          <i class={`swatch ${name}`} />
          {text}
        </li>
      ))}
    </ul>
  );
}

/** What a screen reader cannot read from a picture. */
function HiddenTable({ data, end }: { readonly data: ChartData; readonly end: number }) {
  const bars = Array.from({ length: Math.min(TABLE_BARS, end) }, (_, back) => end - 1 - back);
  const price = (column: Float64Array, bar: number): string => priceText(column[bar], data.tickSize);
  return (
    <table class="visually-hidden">
      <caption>
        Last {bars.length} bars of {displaySymbol(data.symbol)}, newest first
      </caption>
      <thead>
        <tr>
          {['Opened', 'Open', 'High', 'Low', 'Close', 'Volume', 'Surge', 'VWAP'].map((title) => (
            <th scope="col" key={title}>
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {bars.map((bar) => (
          <tr key={data.openTimeMs[bar]}>
            <th scope="row">
              {bar === end - 1 ? shortTime(data.openTimeMs[bar]) : clockText(data.openTimeMs[bar])}
            </th>
            <td>{price(data.open, bar)}</td>
            <td>{price(data.high, bar)}</td>
            <td>{price(data.low, bar)}</td>
            <td>{price(data.close, bar)}</td>
            <td>{moneyText(data.volume[bar])}</td>
            <td>
              {Number.isNaN(data.series.surgeShort[bar]) ? '–' : fixedText(data.series.surgeShort[bar], 1)}
            </td>
            <td>{Number.isNaN(data.series.vwap[bar]) ? '–' : price(data.series.vwap, bar)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
