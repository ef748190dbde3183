import { signal } from '@preact/signals';

/** Which half a narrow screen shows; a wide one shows both. */
export const narrowView = signal<'ranking' | 'market'>('ranking');

/** After a choice: the selected market. */
export function showMarketView(): void {
  narrowView.value = 'market';
}
