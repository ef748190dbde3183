import { outgoingText } from './format/style.js';
import { whileSuspended } from './suspension.js';

/** Alternate screen and hidden cursor, and how to leave them. */
const ENTER = '\u001b[?1049h\u001b[?25l';
const LEAVE = '\u001b[?25h\u001b[?1049l';
const HOME_AND_CLEAR = '\u001b[H\u001b[J';

/** What a live view needs of the terminal; tests bring their own. */
export interface ScreenStream {
  write(text: string): unknown;
  readonly rows?: number | undefined;
  readonly columns?: number | undefined;
}

/**
 * A full-screen view. Only the lines of a new frame that differ are written, so that nothing flickers. Whatever way the
 * process ends in (end, signal, error) or is stopped (Ctrl-Z), the terminal is what it was before, with the last view left on it.
 */
export class LiveScreen {
  private lastFrame = '';
  private open = false;
  /** What stands on the screen, and how big that is. */
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
      // `exit` is emitted for every end of the process that lets us do anything at all.
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

/** Each line that differs, at its place. */
function changedLines(before: readonly string[], after: readonly string[]): string {
  return after
    .map((line, row) => (line === before[row] ? '' : `\u001b[${row + 1};1H\u001b[2K${line}`))
    .join('');
}

/** The frame cut to the rows of the terminal: one line too many would scroll the first one away. */
function fitRows(frame: string, rows: number | undefined): string[] {
  const lines = frame.replace(/\n$/, '').split('\n');
  // A terminal that was never told its size says 0.
  if (!rows || lines.length <= rows) return lines;
  const hidden = lines.length - rows + 1;
  return [...lines.slice(0, rows - 1), `… ${hidden} more lines`];
}
