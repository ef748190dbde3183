import { displaySymbol } from '../../src/market/symbol.js';
import * as store from './store.js';
import { RankingTable } from './ranking-table.js';
import { resetPreset } from './actions.js';

/** The ranking with its search and filters. */
export function RankingPanel() {
  const [now, error] = [store.shown.value, store.scanErrors.value.get(store.position.value)];
  return (
    <section class="panel ranking-panel" aria-labelledby="ranking-title">
      <div class="panel-head">
        <h2 id="ranking-title">Ranking</h2>
        {now !== null && (
          <span class="muted">
            <b>{now.counts.passed}</b> of {now.counts.listed} pass
          </span>
        )}
        <span class="grow" />
        <label class="check">
          <input
            type="checkbox"
            checked={store.passedOnly.value}
            onChange={({ currentTarget }) => (store.passedOnly.value = currentTarget.checked)}
          />
          Passed only
        </label>
        <input
          id="search"
          type="search"
          placeholder="Search  /"
          aria-label="Search markets"
          autocomplete="off"
          spellcheck={false}
          value={store.search.value}
          onInput={({ currentTarget }) => (store.search.value = currentTarget.value)}
        />
      </div>
      {store.changedPreset.value !== null && (
        <p class="notice">
          What if: ranked by the changed preset.{' '}
          <button type="button" class="link" onClick={resetPreset}>
            Back to the recording’s
          </button>
        </p>
      )}
      {error !== undefined && (
        <p class="notice bad">This moment cannot be scanned: {displaySymbol(error, 400)}</p>
      )}
      <RankingTable />
    </section>
  );
}
