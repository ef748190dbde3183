import { useEffect } from 'preact/hooks';
import { displaySymbol } from '../../src/market/symbol.js';
import { open, openFile } from './actions.js';
import { BenchmarkDialog } from './benchmark-dialog.js';
import { ChartPanel } from './chart-panel.js';
import { DetailTabs } from './detail-tabs.js';
import { Header } from './header.js';
import { HelpDialog } from './help-dialog.js';
import { RankingPanel } from './ranking-panel.js';
import * as store from './store.js';
import { clockText } from './text.js';
import { Transport } from './transport.js';
import { narrowView } from './view.js';

/** A recording's own statements are text from outside. */
const LONGEST_SENTENCE = 400;

export function App() {
  useEffect(acceptDrops, []);
  return (
    <div class="app" data-view={narrowView.value}>
      <Header />
      <Problems />
      {store.opened.value === null ? <Waiting /> : <Replay />}
      <Footer />
      <BenchmarkDialog />
      <HelpDialog />
      <Announcements />
    </div>
  );
}

function Replay() {
  return (
    <>
      <Transport />
      <NarrowSwitch />
      <main class="workspace">
        <RankingPanel />
        <div class="market-side">
          <ChartPanel />
          <DetailTabs />
        </div>
      </main>
    </>
  );
}

function NarrowSwitch() {
  const view = narrowView.value;
  return (
    <div class="narrow-switch" role="group" aria-label="View">
      <button type="button" aria-pressed={view === 'ranking'} onClick={() => (narrowView.value = 'ranking')}>
        Ranking
      </button>
      <button type="button" aria-pressed={view === 'market'} onClick={() => (narrowView.value = 'market')}>
        <bdi>{store.selected.value === null ? 'Market' : store.nameOf(store.selected.value)}</bdi>
      </button>
    </div>
  );
}

function Waiting() {
  return (
    <main class="waiting-screen">
      {store.isOpening.value ? (
        <p role="status">
          <span class="spinner" aria-hidden="true" />{' '}
          {store.isAwaited.value ? 'Waiting for the first scan …' : 'Preparing the markets …'}
        </p>
      ) : (
        <button type="button" class="text-button strong" onClick={() => void open({ kind: 'simulated' })}>
          Show the simulated market
        </button>
      )}
    </main>
  );
}

function Failure({ message }: { readonly message: string }) {
  return (
    <p class="notice bad" role="alert">
      <b>This could not be opened.</b> {displaySymbol(message, LONGEST_SENTENCE)}{' '}
      <button type="button" class="link" onClick={() => (store.failure.value = null)}>
        Dismiss
      </button>
    </p>
  );
}

function NoWorker({ reason }: { readonly reason: string }) {
  return (
    <p class="notice" role="status" title={reason === '' ? undefined : reason}>
      <b>No worker could start here.</b> The page computes by itself, in one thread: the same results, but it
      may stall while it scans.{' '}
      <button type="button" class="link" onClick={() => (store.workerProblem.value = null)}>
        Dismiss
      </button>
    </p>
  );
}

/** What could not be opened, and problems of what is open. */
function Problems() {
  const problems = store.opened.value?.problems ?? [];
  return (
    <div class="problems">
      {store.failure.value !== null && <Failure message={store.failure.value} />}
      {store.workerProblem.value !== null && <NoWorker reason={store.workerProblem.value} />}
      {problems.map((problem) => (
        <p class="notice bad" key={problem}>
          {displaySymbol(problem, LONGEST_SENTENCE)}
        </p>
      ))}
    </div>
  );
}

function Footer() {
  return (
    <footer class="footer">
      <span>{displaySymbol(store.opened.value?.notes[0] ?? ' ', LONGEST_SENTENCE)}</span>
      <span class="grow" />
      <span>
        Charts:{' '}
        <a href="https://www.tradingview.com/" rel="noopener noreferrer" target="_blank">
          TradingView Lightweight Charts™
        </a>
        , © TradingView, Inc.
      </span>
    </footer>
  );
}

/** Text for screen readers: the moment, once it stops changing, and announcements. */
function Announcements() {
  const { isPlaying } = store.playback.value;
  const now = store.shown.value;
  const best = now === null ? -1 : now.rank.indexOf(1);
  const sentence =
    isPlaying || now === null
      ? ''
      : `${clockText(now.asOfMs)}: ${now.counts.passed} of ${now.counts.listed} pass${best < 0 ? '' : `, first ${store.nameOf(best)}`}`;
  return (
    <>
      <p class="visually-hidden" role="status">
        {sentence}
      </p>
      <p class="toast" role="status" hidden={store.announcement.value === ''}>
        {store.announcement.value}
      </p>
    </>
  );
}

/** A file may be dropped anywhere. */
function acceptDrops(): () => void {
  const over = (event: DragEvent): void => event.preventDefault();
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    const file = event.dataTransfer?.files[0];
    if (file !== undefined) void openFile(file);
  };
  document.addEventListener('dragover', over);
  document.addEventListener('drop', drop);
  return () => {
    document.removeEventListener('dragover', over);
    document.removeEventListener('drop', drop);
  };
}
