import type { JSX } from 'preact';
import { NEUTRAL_SCORE100, SCORE_LEGEND, toScore100 } from '../../src/scoring/score-scale.js';
import { rankChange } from '../model/ranking.js';
import type { SortKey } from '../model/ranking.js';
import { BREAK, metricAt } from '../model/snapshot.js';
import type { Snapshot } from '../model/snapshot.js';
import { Sparkline } from './sparkline.js';
import * as store from './store.js';
import { fixedText, moneyText, priceText, signedText } from './text.js';
import { theme } from './theme.js';

/** Moments per second above which sparklines are drawn at every fourth bar only. */
const FAST = 10;
const SKIPPED_BARS = 4;

export interface TableColumn {
  readonly key: SortKey | 'spark';
  readonly title: string;
  readonly hint: string;
  /** Layouts that show it: 0 = all, higher numbers = wider ones only. */
  readonly priority: 0 | 1 | 2 | 3;
  readonly cell: (snapshot: Snapshot, market: number) => JSX.Element | string;
}

/** Text with a sign, in the colour of its direction. */
function Signed({ value, digits }: { readonly value: number | null; readonly digits: number }) {
  const direction = value === null || value === 0 ? '' : value > 0 ? 'up' : 'down';
  return <span class={direction}>{signedText(value, digits)}</span>;
}

export const COLUMNS: readonly TableColumn[] = [
  {
    key: 'rank',
    title: '#',
    hint: 'Rank among those that passed, and ranks gained since the moment before',
    priority: 0,
    cell: (_, market) => <Rank market={market} />,
  },
  { key: 'symbol', title: 'Market', hint: 'Symbol', priority: 0, cell: () => '' },
  {
    key: 'spark',
    title: '4 h',
    hint: 'Closes of the last 48 bars',
    priority: 0,
    cell: (_, market) => <Spark market={market} />,
  },
  {
    key: 'score',
    title: 'Score',
    hint: `Score/100: ${SCORE_LEGEND}`,
    priority: 0,
    cell: (snapshot, market) => <Score value={snapshot.score[market]} />,
  },
  {
    key: 'price',
    title: 'Price',
    hint: 'Close of the last closed bar',
    priority: 0,
    cell: (snapshot, market) => priceText(metricAt(snapshot, 'price', market)),
  },
  {
    key: 'change1hPct',
    title: '1h %',
    hint: 'Change in an hour',
    priority: 0,
    cell: (snapshot, market) => <Signed value={metricAt(snapshot, 'change1hPct', market)} digits={2} />,
  },
  {
    key: 'change24hPct',
    title: '24h %',
    hint: 'Change in 24 hours',
    priority: 1,
    cell: (snapshot, market) => <Signed value={metricAt(snapshot, 'change24hPct', market)} digits={1} />,
  },
  {
    key: 'turnover24h',
    title: 'Turnover',
    hint: 'In 24 hours, quote currency',
    priority: 1,
    cell: (snapshot, market) => moneyText(metricAt(snapshot, 'turnover24h', market)),
  },
  {
    key: 'surgeLong',
    title: 'Surge 1h',
    hint: 'Volume of the last 12 bars over that of the 12 before',
    priority: 1,
    cell: (snapshot, market) => fixedText(metricAt(snapshot, 'surgeLong', market), 1),
  },
  {
    key: 'breakout',
    title: 'Break',
    hint: 'Close beyond the range of the 20 bars before',
    priority: 2,
    cell: (snapshot, market) => <Break state={snapshot.breakout[market]} />,
  },
  {
    key: 'rsi',
    title: 'RSI',
    hint: 'Of 14 bars',
    priority: 2,
    cell: (snapshot, market) => fixedText(metricAt(snapshot, 'rsi', market), 0),
  },
  {
    key: 'levelAtr',
    title: 'Level',
    hint: 'Distance of the nearest level in ATRs',
    priority: 2,
    cell: (snapshot, market) => signedText(nullable(snapshot.levelAtr[market]), 1),
  },
  {
    key: 'surgeShort',
    title: 'Surge 5m',
    hint: 'Volume of the last bar over the median of the 20 before',
    priority: 3,
    cell: (snapshot, market) => fixedText(metricAt(snapshot, 'surgeShort', market), 1),
  },
  {
    key: 'atrRatio',
    title: 'ATR %',
    hint: 'Average true range over the price',
    priority: 3,
    cell: (snapshot, market) => percent(metricAt(snapshot, 'atrRatio', market)),
  },
  {
    key: 'bbWidthPercentile',
    title: 'BBW pct',
    hint: 'Percentile of the width of the Bollinger bands',
    priority: 3,
    cell: (snapshot, market) => fixedText(metricAt(snapshot, 'bbWidthPercentile', market), 0),
  },
  {
    key: 'btcCorrelation',
    title: 'BTC r',
    hint: 'Correlation with Bitcoin',
    priority: 3,
    cell: (snapshot, market) => fixedText(metricAt(snapshot, 'btcCorrelation', market), 2),
  },
  {
    key: 'spreadBps',
    title: 'Spread',
    hint: 'Basis points',
    priority: 3,
    cell: (snapshot, market) => fixedText(metricAt(snapshot, 'spreadBps', market), 1),
  },
];

function nullable(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

function percent(fraction: number | null): string {
  return fixedText(fraction === null ? null : 100 * fraction, 2);
}

function Break({ state }: { readonly state: number }) {
  if (state === BREAK.up) return <span class="up">▲ up</span>;
  if (state === BREAK.down) return <span class="down">▼ down</span>;
  return <span class="faint">–</span>;
}

function Score({ value }: { readonly value: number }) {
  if (Number.isNaN(value)) return <span class="faint">–</span>;
  return (
    <span class="score">
      <i
        style={{ width: `${Math.abs(toScore100(value) - NEUTRAL_SCORE100) * 2}%` }}
        class={value < 0 ? 'negative' : ''}
      />
      <b>{fixedText(toScore100(value), 1)}</b>
    </span>
  );
}

function Rank({ market }: { readonly market: number }) {
  const now = store.shown.value;
  const rank = now?.rank[market] ?? 0;
  if (now === null || rank === 0) return <span class="faint">–</span>;
  const change = rankChange(store.before.value, now, market);
  return (
    <span class="rank">
      {rank}
      {change === 'new' && <em class="new">new</em>}
      {typeof change === 'number' && change !== 0 && (
        <em class={change > 0 ? 'up' : 'down'}>
          {change > 0 ? '▲' : '▼'}
          {Math.abs(change)}
        </em>
      )}
    </span>
  );
}

function Spark({ market }: { readonly market: number }) {
  const [closes, now, source] = [store.closes.value, store.shown.value, store.opened.value];
  if (closes === null || now === null || source === null) return <span class="spark" />;
  const end = Math.floor((now.asOfMs - closes.firstOpenTimeMs) / source.timeframeMs);
  const { isPlaying, speed } = store.playback.value;
  // Dozens of pictures per moment would be most of what a fast replay draws.
  const drawnEnd = isPlaying && speed > FAST ? end - (end % SKIPPED_BARS) : end;
  return <Sparkline closes={closes} market={market} end={drawnEnd} theme={theme.value} />;
}
