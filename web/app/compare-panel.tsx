import { compareMoments } from '../model/events.js';
import { compareWith, play, select } from './actions.js';
import * as store from './store.js';
import { shortTime } from './text.js';

/** What differs between the pinned moment and the current one. */
export function ComparePanel() {
  const [pinned, now] = [store.comparedWith.value, store.shown.value];
  void store.computedCount.value;
  if (pinned === null) {
    return (
      <div class="empty">
        <p>Pin a moment, then go to another one to see what entered, left and moved.</p>
        <button type="button" class="text-button strong" onClick={() => compareWith(store.position.value)}>
          Pin this moment as A
        </button>
      </div>
    );
  }
  const then = store.snapshots[pinned];
  if (then === undefined || now === null) return <p class="empty">Scanning the pinned moment …</p>;
  const { entered, left, stayed } = compareMoments(then, now);
  return (
    <div class="compare">
      <p>
        <button type="button" class="link" onClick={() => play({ type: 'seek', position: pinned })}>
          A · {shortTime(then.asOfMs)}
        </button>{' '}
        → <b>{shortTime(now.asOfMs)}</b>
      </p>
      <div class="compare-columns">
        <Names title="Entered" tone="up" markets={entered} noteOf={(market) => `#${now.rank[market]}`} />
        <Names title="Left" tone="down" markets={left} noteOf={(market) => `was #${then.rank[market]}`} />
        <Names
          title="Stayed"
          tone=""
          markets={stayed.map(({ market }) => market)}
          noteOf={(market) =>
            then.rank[market] === now.rank[market]
              ? `#${now.rank[market]}`
              : `#${then.rank[market]} → #${now.rank[market]}`
          }
        />
      </div>
    </div>
  );
}

interface NamesProps {
  readonly title: string;
  readonly tone: string;
  readonly markets: readonly number[];
  readonly noteOf: (market: number) => string;
}

function Names({ title, tone, markets, noteOf }: NamesProps) {
  return (
    <div>
      <h3 class={tone}>
        {title} <span class="muted">{markets.length}</span>
      </h3>
      <ul>
        {markets.map((market) => (
          <li key={market}>
            <button type="button" class="link" onClick={() => select(market)}>
              <bdi>{store.nameOf(market)}</bdi>
            </button>{' '}
            <span class="muted">{noteOf(market)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
