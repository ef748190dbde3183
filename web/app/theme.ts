import { effect, signal } from '@preact/signals';

export type Theme = 'dark' | 'light';

const KEY = 'squall-theme';

function stored(): Theme | null {
  try {
    const kept = localStorage.getItem(KEY);
    return kept === 'dark' || kept === 'light' ? kept : null;
  } catch {
    // A page without an origin has no storage.
    return null;
  }
}

/** The user's choice, otherwise the system's. */
export const theme = signal<Theme>(
  stored() ?? (matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark'),
);

export function toggleTheme(): void {
  theme.value = theme.value === 'dark' ? 'light' : 'dark';
  try {
    localStorage.setItem(KEY, theme.value);
  } catch {
    // Then it lasts as long as the page.
  }
}

effect(() => {
  document.documentElement.dataset.theme = theme.value;
});
