import { ComparePanel } from './compare-panel.js';
import { FunnelPanel } from './funnel-panel.js';
import * as store from './store.js';
import type { Panel } from './store.js';
import { WhatIfPanel } from './what-if-panel.js';
import { WhyPanel } from './why-panel.js';

const TABS: readonly {
  readonly id: Panel;
  readonly title: string;
  readonly content: () => preact.JSX.Element | null;
}[] = [
  { id: 'why', title: 'Why', content: WhyPanel },
  { id: 'whatIf', title: 'What if', content: WhatIfPanel },
  { id: 'funnel', title: 'Funnel', content: FunnelPanel },
  { id: 'compare', title: 'Compare', content: ComparePanel },
];

/** The panel below the chart, one tab at a time. */
export function DetailTabs() {
  const chosen = TABS.find(({ id }) => id === store.panel.value) ?? TABS[0];
  const Content = chosen.content;
  return (
    <section class="panel detail-panel" aria-label="Details">
      <div class="tabs" role="tablist" aria-label="Details" onKeyDown={moveByArrows}>
        {TABS.map(({ id, title }) => (
          <button
            type="button"
            role="tab"
            key={id}
            id={`tab-${id}`}
            aria-selected={id === chosen.id}
            aria-controls="detail-content"
            tabIndex={id === chosen.id ? 0 : -1}
            onClick={() => (store.panel.value = id)}
          >
            {title}
          </button>
        ))}
      </div>
      <div
        class="tab-content"
        id="detail-content"
        role="tabpanel"
        aria-labelledby={`tab-${chosen.id}`}
        tabIndex={0}
      >
        <Content />
      </div>
    </section>
  );
}

function moveByArrows(event: KeyboardEvent): void {
  const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
  if (by === 0) return;
  event.preventDefault();
  event.stopPropagation();
  const at = TABS.findIndex(({ id }) => id === store.panel.value);
  const { id } = TABS[(at + by + TABS.length) % TABS.length];
  store.panel.value = id;
  document.getElementById(`tab-${id}`)?.focus();
}
