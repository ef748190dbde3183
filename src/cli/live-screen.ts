/** Alternate screen and hidden cursor, and how to leave them. */
const ENTER = '\u001b[?1049h\u001b[?25l';
const LEAVE = '\u001b[?25h\u001b[?1049l';
const HOME_AND_CLEAR = '\u001b[H\u001b[J';

/** What a live view needs of the terminal; tests bring their own. */
export interface ScreenStream {
  write(text: string): unknown;
  readonly rows?: number | undefined;
}

/**
 * A full-screen view that is drawn anew as a whole. Whatever way the process ends in (end, signal, error), the terminal
 * is what it was before, with the last view left on it.
 */
export class LiveScreen {
  private lastFrame = '';
  private open = false;
  private readonly restore = (): void => this.close();

  constructor(private readonly stream: ScreenStream) {}

  draw(frame: string): void {
    if (!this.open) {
      this.open = true;
      // `exit` is emitted for every end of the process that lets us do anything at all.
      process.once('exit', this.restore);
      this.stream.write(ENTER);
    }
    this.lastFrame = frame;
    this.stream.write(HOME_AND_CLEAR + fitRows(frame, this.stream.rows));
  }

  close(): void {
    if (!this.open) return;
    this.open = false;
    process.removeListener('exit', this.restore);
    this.stream.write(`${LEAVE}${this.lastFrame}`);
  }
}

/** The frame cut to the rows of the terminal: one line too many would scroll the first one away. */
function fitRows(frame: string, rows: number | undefined): string {
  const lines = frame.replace(/\n$/, '').split('\n');
  if (rows === undefined || lines.length <= rows) return lines.join('\n');
  const hidden = lines.length - rows + 1;
  return [...lines.slice(0, rows - 1), `… ${hidden} more lines`].join('\n');
}
