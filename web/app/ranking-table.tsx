import { useEffect, useRef, useState } from 'preact/hooks';
import { displaySymbol } from '../../src/market/symbol.js';
import { STATE } from '../model/snapshot.js';
import type { Snapshot } from '../model/snapshot.js';
import { select, sortBy } from './actions.js';
import { COLUMNS } from './ranking-columns.js';
import type { TableColumn } from './ranking-columns.js';
import * as store from './store.js';
import { spokenName } from './text.js';
import { showMarketView } from './view.js';

const ROW_HEIGHT = 30;
const HEAD_HEIGHT = 30;
/** Rows beyond the edges, so that scrolling shows no gap. */
const SPARE_ROWS = 6;

/** The ranking of the moment; only the rows in view are in the page. */
export function RankingTable() {
  const scroller = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 600 });
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const measure = (): void => setView({ top: element.scrollTop, height: element.clientHeight });
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    element.addEventListener('scroll', measure, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', measure);
    };
  }, []);
  const [snapshot, ranking, source] = [store.shown.value, store.ranking.value, store.opened.value];
  useEffect(() => keepChosenInView(scroller.current), [store.selected.value]);
  const first = Math.max(0, Math.floor(view.top / ROW_HEIGHT) - SPARE_ROWS);
  const end = Math.min(ranking.length, Math.ceil((view.top + view.height) / ROW_HEIGHT) + SPARE_ROWS);
  return (
    <div class="table-scroller" ref={scroller}>
      <table class="ranking" aria-label="Ranking" aria-rowcount={ranking.length + 1}>
        <thead>
          <tr aria-rowindex={1}>
            {COLUMNS.map((column) => (
              <HeadCell column={column} key={column.key} />
            ))}
          </tr>
        </thead>
        <tbody>
          <Spacer rows={first} />
          {snapshot !== null &&
            source !== null &&
            ranking
              .slice(first, end)
              .map((market, at) => (
                <Row
                  key={market}
                  snapshot={snapshot}
                  market={market}
                  symbol={source.symbols[market]}
                  rowIndex={first + at + 2}
                />
              ))}
          <Spacer rows={ranking.length - end} />
        </tbody>
      </table>
      {snapshot !== null && ranking.length === 0 && <NothingFound />}
    </div>
  );
}

function keepChosenInView(scroller: HTMLElement | null): void {
  const at = store.selected.value === null ? -1 : store.ranking.value.indexOf(store.selected.value);
  if (scroller === null || at < 0) return;
  const [top, bottom] = [at * ROW_HEIGHT, (at + 1) * ROW_HEIGHT + HEAD_HEIGHT];
  if (top < scroller.scrollTop) scroller.scrollTop = top;
  else if (bottom > scroller.scrollTop + scroller.clientHeight)
    scroller.scrollTop = bottom - scroller.clientHeight;
}

/** Keeps the height of rows that are not in the page. */
function Spacer({ rows }: { readonly rows: number }) {
  if (rows <= 0) return null;
  return (
    <tr aria-hidden="true" class="spacer">
      <td style={{ height: `${rows * ROW_HEIGHT}px` }} />
    </tr>
  );
}

function HeadCell({ column }: { readonly column: TableColumn }) {
  const { key, title, hint, priority } = column;
  const className = `col-${key} p${priority}`;
  if (key === 'spark') {
    return (
      <th scope="col" class={className} title={hint}>
        {title}
      </th>
    );
  }
  const { key: sorted, descending } = store.sorting.value;
  const direction = sorted !== key ? 'none' : descending ? 'descending' : 'ascending';
  return (
    <th scope="col" class={className} aria-sort={direction} title={hint}>
      <button type="button" onClick={() => sortBy(key)}>
        {title}
        <span class="sort-mark" aria-hidden="true">
          {direction === 'none' ? '' : descending ? '▾' : '▴'}
        </span>
      </button>
    </th>
  );
}

interface RowProps {
  readonly snapshot: Snapshot;
  readonly market: number;
  readonly symbol: string;
  readonly rowIndex: number;
}

function Row({ snapshot, market, symbol, rowIndex }: RowProps) {
  const isPassed = snapshot.state[market] === STATE.passed;
  const isChosen = store.selected.value === market;
  const choose = (): void => {
    select(market);
    showMarketView();
  };
  return (
    <tr
      aria-rowindex={rowIndex}
      aria-selected={isChosen}
      class={`${isPassed ? 'passed' : 'failed'} ${isChosen ? 'chosen' : ''}`}
      onClick={choose}
    >
      {COLUMNS.map(({ key, priority, cell }) => (
        <td class={`col-${key} p${priority}`} key={key}>
          {key === 'symbol' ? (
            <Name symbol={symbol} reason={refusal(snapshot, market)} />
          ) : (
            cell(snapshot, market)
          )}
        </td>
      ))}
    </tr>
  );
}

/** Bases are emphasised; the filter that rejected a market is shown beside it. */
function Name({ symbol, reason }: { readonly symbol: string; readonly reason: string | null }) {
  const name = displaySymbol(symbol);
  const slash = name.indexOf('/');
  const [base, rest] = slash < 0 ? [name, ''] : [name.slice(0, slash), name.slice(slash)];
  return (
    <button type="button" class="name" title={reason === null ? name : `${name}: ${reason}`}>
      <bdi>
        <b>{base}</b>
        <span class="quote">{rest}</span>
      </bdi>
    </button>
  );
}

function refusal({ state, rejectedBy, filters }: Snapshot, market: number): string | null {
  if (state[market] === STATE.passed) return null;
  if (state[market] === STATE.unusable) return 'no usable candles';
  return rejectedBy[market] < 0 ? 'no data' : `rejected by ${spokenName(filters[rejectedBy[market]])}`;
}

function NothingFound() {
  const wanted = store.search.value;
  return (
    <p class="empty">
      {wanted !== '' ? (
        <>
          No market matches <b>{wanted}</b>.
        </>
      ) : (
        'Nothing passes the filters at this moment.'
      )}
    </p>
  );
}
