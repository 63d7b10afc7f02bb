// What blessed 0.1.81 has and @types/blessed 0.1.27 does not say. Only what src/ui/terminal touches.

import 'blessed';

declare module 'blessed' {
  /** One cell of the screen buffer: packed attribute (see src/ui/terminal/attr.ts) and text. */
  export type RawCell = [attr: number, text: string];

  /** One line of the screen buffer; `dirty` asks draw() to look at it. */
  export type RawLine = RawCell[] & { dirty?: boolean };

  /** Where an element was drawn: left and top inside, right and bottom outside. */
  export interface RawCoords {
    xi: number;
    xl: number;
    yi: number;
    yl: number;
  }

  /** The part of the terminfo compiler that construction of a program calls. */
  export interface RawTput {
    terminal: string;
    setup(): void;
    compile(info: object): object;
    inject(info: object): void;
  }

  export const tput: { prototype: RawTput };

  /** The base of all widgets, as a value: @types/blessed only has its type. */
  export const element: new (options?: Widgets.ElementOptions) => RawElement;

  export interface RawElement extends Omit<Widgets.BlessedElement, 'render' | 'lpos'> {
    /** Undefined where nothing was drawn; callers inside blessed do not look at it. */
    render(): unknown;
    lpos: RawCoords | undefined;
    hidden: boolean;
    _getCoords(get?: boolean): RawCoords | undefined;
    _emit(type: string, args?: unknown[]): unknown;
  }

  namespace Widgets {
    interface Screen {
      lines: RawLine[];
      olines: RawLine[];
      dattr: number;
      alloc(dirty?: boolean): void;
      realloc(): void;
      draw(start: number, end: number): void;
      enter(): void;
      leave(): void;
    }
  }

  interface BlessedProgram {
    _write(text: string): boolean;
    _owrite(text: string): boolean;
    flush(): void;
  }
}
