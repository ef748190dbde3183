import { effect } from '@preact/signals';
import { render } from 'preact';
import '../style/tokens.css';
import '../style/layout.css';
import '../style/parts.css';
import { followLink, open, select } from './actions.js';
import { simulatedRequest } from '../model/simulated-request.js';
import { App } from './app.js';
import { embeddedRecording } from './embedded.js';
import { listenToKeys } from './keys.js';
import { startPumps } from './pumps.js';
import { openServed, servedRecording } from './served-recording.js';
import * as store from './store.js';

const root = document.getElementById('app');
if (root === null) throw new Error('The page has no element for the application.');
render(<App />, root);
listenToKeys();
startPumps();
chooseBest();
hideToasts();
addEventListener('hashchange', followLink);
void openFirst();

/** The source named in the address, the recording inside the page, or the simulated market. */
async function openFirst(): Promise<void> {
  const served = servedRecording(location.search);
  if (served !== null) openServed(served);
  else await openOwn();
}

async function openOwn(): Promise<void> {
  const recording = await embeddedRecording();
  if (recording === null) await open({ kind: 'simulated', ...simulatedRequest(location.search) });
  else await open({ kind: 'recording', ...recording });
}

/** The best market of the first scan is selected until the user selects another. */
function chooseBest(): void {
  effect(() => {
    const now = store.recorded.value;
    if (now === null || store.selected.peek() !== null) return;
    const best = now.rank.indexOf(1);
    select(best < 0 ? (store.ranking.peek()[0] ?? null) : best);
  });
}

function hideToasts(): void {
  effect(() => {
    if (store.announcement.value === '') return;
    const timer = setTimeout(() => (store.announcement.value = ''), 2500);
    return () => clearTimeout(timer);
  });
}
