// A terminal without a window, to see what a program drew: cells with their looks, and the modes it left behind.

import headless from '@xterm/headless';
import unicode11 from '@xterm/addon-unicode11';

type XtermTerminal = InstanceType<typeof headless.Terminal>;

export interface SeenCell {
  /** '' for the right half of a wide character, ' ' for a cell that was never written. */
  readonly text: string;
  readonly width: number;
  /** Palette index, or null for the terminal's own colour. */
  readonly fg: number | null;
  readonly bg: number | null;
  readonly bold: boolean;
  readonly dim: boolean;
  readonly underline: boolean;
  readonly inverse: boolean;
}

export class HeadlessTerminal {
  readonly xterm: XtermTerminal;
  cursorHidden = false;
  /** Private modes as they were set last. */
  readonly modes = new Map<number, boolean>();
  /** xterm's own decoder loses a character whose second byte is 0x80 (`–`, `…`) when a chunk ends after that byte. */
  readonly #decoder = new TextDecoder('utf-8');

  constructor(columns: number, rows: number, onReply?: (bytes: string) => void) {
    this.xterm = new headless.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 500 });
    this.xterm.loadAddon(new unicode11.Unicode11Addon());
    this.xterm.unicode.activeVersion = '11';
    for (const [final, value] of [
      ['h', true],
      ['l', false],
    ] as const) {
      this.xterm.parser.registerCsiHandler({ prefix: '?', final }, (parameters) => {
        for (const parameter of parameters) if (typeof parameter === 'number') this.modes.set(parameter, value);
        return false;
      });
    }
    if (onReply !== undefined) this.xterm.onData(onReply);
  }

  write(data: string | Uint8Array): void {
    this.xterm.write(typeof data === 'string' ? data : this.#decoder.decode(data, { stream: true }));
  }

  /** When everything written so far has been taken in. */
  flush(): Promise<void> {
    return new Promise((resolve) => {
      this.xterm.write('', resolve);
    });
  }

  resize(columns: number, rows: number): void {
    this.xterm.resize(columns, rows);
  }

  get columns(): number {
    return this.xterm.cols;
  }

  get rows(): number {
    return this.xterm.rows;
  }

  get isAlternate(): boolean {
    return this.xterm.buffer.active.type === 'alternate';
  }

  get cursor(): { x: number; y: number; visible: boolean } {
    const buffer = this.xterm.buffer.active;
    return { x: buffer.cursorX, y: buffer.cursorY, visible: this.modes.get(25) !== false };
  }

  line(y: number): string {
    const buffer = this.xterm.buffer.active;
    return (
      buffer
        .getLine(buffer.viewportY + y)
        ?.translateToString(true)
        .trimEnd() ?? ''
    );
  }

  /** The whole screen, without blanks at the ends of lines and empty lines at the foot. */
  text(): string {
    return Array.from({ length: this.rows }, (_, y) => this.line(y))
      .join('\n')
      .trimEnd();
  }

  /** A cell as it looks: of a blank, weight and colour of the ink that is not there are left out. */
  cellAt(x: number, y: number): SeenCell {
    const buffer = this.xterm.buffer.active;
    const cell = buffer.getLine(buffer.viewportY + y)?.getCell(x);
    if (cell === undefined) throw new Error(`no cell at ${x}, ${y}`);
    const text = cell.getChars() === '' && cell.getWidth() > 0 ? ' ' : cell.getChars();
    const inverse = cell.isInverse() !== 0;
    const inked = text !== ' ';
    return {
      text,
      width: cell.getWidth(),
      fg: cell.isFgDefault() || !(inked || inverse) ? null : cell.getFgColor(),
      bg: cell.isBgDefault() ? null : cell.getBgColor(),
      bold: inked && cell.isBold() !== 0,
      dim: inked && cell.isDim() !== 0,
      underline: cell.isUnderline() !== 0,
      inverse,
    };
  }

  /** A line with its looks, each run as `[fg/bg flags]text`; `-` is the terminal's own colour, flags are b d u i. */
  styledLine(y: number): string {
    let shown = '';
    let last = '';
    for (let x = 0; x < this.columns; x++) {
      const cell = this.cellAt(x, y);
      const flags =
        (cell.bold ? 'b' : '') + (cell.dim ? 'd' : '') + (cell.underline ? 'u' : '') + (cell.inverse ? 'i' : '');
      const look = `[${cell.fg ?? '-'}/${cell.bg ?? '-'}${flags === '' ? '' : ` ${flags}`}]`;
      if (cell.width > 0 && look !== last) {
        shown += look;
        last = look;
      }
      shown += cell.text;
    }
    return shown
      .trimEnd()
      .replace(/\[-\/-\]$/, '')
      .trimEnd();
  }

  dispose(): void {
    this.xterm.dispose();
  }
}
