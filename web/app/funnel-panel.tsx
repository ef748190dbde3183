import * as store from './store.js';
import { spokenName } from './text.js';

/** How many markets each filter let pass. */
export function FunnelPanel() {
  const now = store.shown.value;
  if (now === null) return <p class="empty">No scan yet.</p>;
  const listed = now.funnel[0]?.in ?? 0;
  return (
    <div class="funnel-panel">
      <ol class="funnel">
        {now.funnel.map(({ filter, in: before, out }) => (
          <li key={filter}>
            <span class="step">{filter === 'data' ? 'Usable data' : spokenName(filter)}</span>
            <span class="bar">
              <i class="before" style={{ width: `${(before / Math.max(1, listed)) * 100}%` }} />
              <i style={{ width: `${(out / Math.max(1, listed)) * 100}%` }} />
            </span>
            <span class="out">{out}</span>
            <span class="lost">{before === out ? '' : `−${before - out}`}</span>
          </li>
        ))}
      </ol>
      {now.warnings.length > 0 && (
        <ul class="warnings">
          {now.warnings.map((warning) => (
            <li key={warning}>{warning}</li>
          ))}
        </ul>
      )}
    </div>
  );
}
