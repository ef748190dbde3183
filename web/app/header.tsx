import { useRef } from 'preact/hooks';
import { displaySymbol } from '../../src/market/symbol.js';
import { linkOfShown, openFile } from './actions.js';
import { Badge, RunInfo } from './badge.js';
import { isBenchmarkOpen } from './benchmark-dialog.js';
import { isHelpOpen } from './help-dialog.js';
import { IconButton } from './icons.js';
import * as store from './store.js';
import { theme, toggleTheme } from './theme.js';

/** A recording's file name and origin; both are untrusted. */
const LONGEST_TITLE = 120;
const LONGEST_NOTE = 400;

export function Header() {
  const source = store.opened.value;
  return (
    <header class="header">
      <h1>
        <Logo /> Squall
      </h1>
      {source !== null && (
        <span class="source" title={source.notes.map((note) => displaySymbol(note, LONGEST_NOTE)).join('\n')}>
          <bdi class="source-title">{displaySymbol(source.title, LONGEST_TITLE)}</bdi>
          {!source.isReal && <strong class="not-real">not real prices</strong>}
        </span>
      )}
      <span class="grow" />
      <RunInfo />
      <Badge />
      <Tools />
    </header>
  );
}

function Logo() {
  return (
    <svg class="logo" viewBox="0 0 32 32" aria-hidden="true">
      <path d="M4 23h6l4-6 4 4 10-15" />
    </svg>
  );
}

function Tools() {
  const input = useRef<HTMLInputElement>(null);
  const isDark = theme.value === 'dark';
  return (
    <div class="tools" role="group" aria-label="Tools">
      <input
        ref={input}
        type="file"
        class="visually-hidden"
        tabIndex={-1}
        aria-label="Recording"
        onChange={({ currentTarget }) => {
          const file = currentTarget.files?.[0];
          currentTarget.value = '';
          if (file !== undefined) void openFile(file);
        }}
      />
      <IconButton icon="open" label="Open a recording" onClick={() => input.current?.click()} />
      <IconButton icon="link" label="Copy a link to this moment and market" onClick={() => void copyLink()} />
      <IconButton icon="gauge" label="Benchmark" onClick={() => (isBenchmarkOpen.value = true)} />
      <IconButton icon="keyboard" label="Keyboard" keys="?" onClick={() => (isHelpOpen.value = true)} />
      <IconButton
        icon={isDark ? 'sun' : 'moon'}
        label={isDark ? 'Light theme' : 'Dark theme'}
        keys="T"
        onClick={toggleTheme}
      />
    </div>
  );
}

async function copyLink(): Promise<void> {
  const address = `${location.href.split('#')[0]}${linkOfShown()}`;
  try {
    await navigator.clipboard.writeText(address);
    store.announcement.value = 'The link is copied.';
  } catch {
    store.announcement.value = 'The address bar has the link.';
  }
}
