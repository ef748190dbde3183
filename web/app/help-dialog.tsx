import { signal } from '@preact/signals';
import { Dialog } from './dialog.js';

export const isHelpOpen = signal(false);

const KEYS = [
  ['Space', 'Play, pause'],
  ['← →', 'Step back, step forward'],
  ['Shift + ← →', 'Previous, next event of any market'],
  ['Shift + P, Shift + N', 'Previous, next event of the chosen market'],
  ['Home, End', 'First, last moment'],
  ['↑ ↓', 'Previous, next market of the ranking'],
  ['/', 'Search'],
  ['C', 'Pin this moment to compare with'],
  ['T', 'Dark, light'],
  ['?', 'This table'],
] as const;

export function HelpDialog() {
  return (
    <Dialog title="Keyboard" isOpen={isHelpOpen}>
      <table class="facts keys">
        <caption class="visually-hidden">Keys and what they do</caption>
        <tbody>
          {KEYS.map(([key, text]) => (
            <tr key={key}>
              <th scope="row">
                <kbd>{key}</kbd>
              </th>
              <td>{text}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="muted">
        An event: a market enters or leaves the ranking; of the chosen market also a breakout.
      </p>
    </Dialog>
  );
}
