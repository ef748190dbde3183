import { outgoingText } from './format/style.js';
import { whileSuspended } from './suspension.js';

/** Enters the alternate screen and hides the cursor, and undoes both. */
const ENTER = '\u001b[?1049h\u001b[?25l';
const LEAVE = '\u001b[?25h\u001b[?1049l';
const HOME_AND_CLEAR = '\u001b[H\u001b[J';

/** What a live view needs from the terminal; tests pass their own. */
export interface ScreenStream {
  write(text: string): unknown;
  readonly rows?: number | undefined;
  readonly columns?: number | undefined;
}

/**
 * A full-screen view. Only the lines that differ from the last frame are written, so nothing flickers.
 * However the process ends (end, signal, error) or is stopped (Ctrl-Z), the terminal is restored, with the
 * last view left on it.
 */
export class LiveScreen {
  private lastFrame = '';
  private open = false;
  /** What the screen shows, and its size. */
  private lines: readonly string[] = [];
  private size = '';
  private readonly restore = (): void => this.close();
  private forgetSuspension: (() => void) | null = null;

  constructor(private readonly stream: ScreenStream) {}

  draw(frame: string): void {
    const shown = outgoingText(frame);
    if (!this.open) {
      this.open = true;
      this.lines = [];
      this.size = '';
      this.forgetSuspension ??= whileSuspended({
        leave: () => this.leave(),
        comeBack: () => this.draw(this.lastFrame),
      });
      // `exit` is emitted for every end of the process that lets us run any code.
      process.once('exit', this.restore);
      this.stream.write(ENTER);
    }
    this.lastFrame = shown;
    const { rows, columns } = this.stream;
    const lines = fitRows(shown, rows);
    const size = `${rows}x${columns}`;
    const isSameShape = size === this.size && lines.length === this.lines.length;
    const text = isSameShape ? changedLines(this.lines, lines) : HOME_AND_CLEAR + lines.join('\n');
    this.lines = lines;
    this.size = size;
    if (text !== '') this.stream.write(text);
  }

  get isOpen(): boolean {
    return this.open;
  }

  close(): void {
    this.forgetSuspension?.();
    this.forgetSuspension = null;
    this.leave();
  }

  private leave(): void {
    if (!this.open) return;
    this.open = false;
    process.removeListener('exit', this.restore);
    this.stream.write(`${LEAVE}${this.lastFrame}`);
  }
}

/** Each differing line, at its position. */
function changedLines(before: readonly string[], after: readonly string[]): string {
  return after
    .map((line, row) => (line === before[row] ? '' : `\u001b[${row + 1};1H\u001b[2K${line}`))
    .join('');
}

/** The frame cut to the terminal's rows: one line too many would scroll the first one away. */
function fitRows(frame: string, rows: number | undefined): string[] {
  const lines = frame.replace(/\n$/, '').split('\n');
  // A terminal that does not know its size reports 0.
  if (!rows || lines.length <= rows) return lines;
  const hidden = lines.length - rows + 1;
  return [...lines.slice(0, rows - 1), `… ${hidden} more lines`];
}
