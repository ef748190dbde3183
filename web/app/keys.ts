import { compareWith, jump, play, selectBy } from './actions.js';
import { isHelpOpen } from './help-dialog.js';
import * as store from './store.js';
import { toggleTheme } from './theme.js';

type Command = () => void;

const COMMANDS: Readonly<Record<string, Command>> = {
  ' ': () => play({ type: 'toggle' }),
  ArrowLeft: () => play({ type: 'step', by: -1 }),
  ArrowRight: () => play({ type: 'step', by: 1 }),
  'Shift+ArrowLeft': () => jump(-1, null),
  'Shift+ArrowRight': () => jump(1, null),
  'Shift+P': () => jump(-1, store.selected.value),
  'Shift+N': () => jump(1, store.selected.value),
  Home: () => play({ type: 'seek', position: 0 }),
  End: () => play({ type: 'seek', position: store.playback.value.momentCount - 1 }),
  ArrowUp: () => selectBy(-1),
  ArrowDown: () => selectBy(1),
  '/': () => document.getElementById('search')?.focus(),
  c: () => compareWith(store.comparedWith.value === null ? store.position.value : null),
  t: toggleTheme,
  '?': () => (isHelpOpen.value = true),
};

/** Keys keep their meaning in these elements: text is typed, buttons are pressed, sliders move. */
function keepsKey(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest('dialog[open]') !== null) return true;
  if (target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement) return true;
  if (target instanceof HTMLInputElement) {
    const isSlider = target.type === 'range';
    // The time slider handles arrow keys just like the page.
    if (isSlider && target.closest('.timeline') !== null) return false;
    return isSlider
      ? key.startsWith('Arrow') || key === 'Home' || key === 'End'
      : target.type !== 'checkbox' || key === ' ';
  }
  return key === ' ' && (target instanceof HTMLButtonElement || target.tagName === 'SUMMARY');
}

export function listenToKeys(): void {
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Escape' && event.target instanceof HTMLInputElement) return event.target.blur();
    if (keepsKey(event.target, event.key)) return;
    const isNamed = event.shiftKey && event.key !== '?' && event.key !== '/';
    const command = COMMANDS[isNamed ? `Shift+${event.key}` : event.key];
    if (command === undefined) return;
    event.preventDefault();
    command();
  });
}
