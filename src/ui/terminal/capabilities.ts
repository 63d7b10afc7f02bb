// What the terminal can do, from its name and the locale alone. Never reads terminfo (blessed misreads today's entries,
// and a server's entry for the user's terminal is often missing) and never asks the terminal: a reply may come late.

export interface Capabilities {
  readonly term: string;
  readonly colours: 0 | 8 | 16 | 256;
  readonly unicode: boolean;
  /** Also says whether the terminal is of the xterm kind: cursor hiding, bracketed paste and titles go with it. */
  readonly alternateScreen: boolean;
  readonly synchronizedOutput: boolean;
}

export type Detection =
  | { readonly ok: true; readonly capabilities: Capabilities }
  | { readonly ok: false; readonly reason: string };

type Environment = Readonly<Record<string, string | undefined>>;

/** No alternate screen, no colour: the VT100 family and what serial consoles call themselves. */
const PLAIN_TERMINALS = /^(vt\d{3}|ansi|pcansi|cons25|sun|xterm-mono|screen-mono)/;

/** No cursor addressing, or none in the language of ECMA-48: nothing can be drawn. */
const HOPELESS_TERMINALS = /^(dumb|unknown|network|dialup|emacs|vt52|adm|tvi|wy|hp|tek)/;

/** Kernel consoles: colour and cursor addressing, but a font of 256 or 512 glyphs and no alternate screen. */
const CONSOLE_TERMINALS = /^(linux|con\d|bterm|fbterm)/;

/** Terminals that have always had 256 colours, whatever their name says. */
const RICH_TERMINALS =
  /^(foot|alacritty|kitty|xterm-kitty|wezterm|ghostty|xterm-ghostty|contour|rio|mlterm|konsole|iterm|vte|gnome|mintty)/;

/**
 * @param env the process environment
 * @param isTty whether both standard input and standard output are terminals
 * @returns a one-line reason, fit for stderr, where no full screen can be shown
 */
export function detectCapabilities(env: Environment, isTty: boolean): Detection {
  if (!isTty) {
    return refused('standard input and output must be a terminal to show a full screen; use batch mode (-b)');
  }
  // An empty TERM on a real terminal: every emulator of today understands xterm's sequences.
  const term = (env['TERM'] ?? '').toLowerCase() || 'xterm';
  if (HOPELESS_TERMINALS.test(term)) {
    const shown = term.replace(/[^!-~]/g, '?').slice(0, 40);
    return refused(`this terminal (TERM=${shown}) cannot show a full screen; use batch mode (-b) or set TERM`);
  }
  const plain = PLAIN_TERMINALS.test(term);
  const console = CONSOLE_TERMINALS.test(term);
  const modern = !plain && !console;
  return {
    ok: true,
    capabilities: {
      term,
      colours: coloursOf(term, env, plain, console),
      // The console's font has line drawing but neither braille nor the eighths that sparklines need.
      unicode: modern && isUtf8(env),
      alternateScreen: modern,
      // Private mode 2026; terminals of this kind ignore a private mode they do not know.
      synchronizedOutput: modern,
    },
  };
}

function refused(reason: string): Detection {
  return { ok: false, reason };
}

function coloursOf(term: string, env: Environment, plain: boolean, console: boolean): Capabilities['colours'] {
  // https://no-color.org: set and not empty.
  if ((env['NO_COLOR'] ?? '') !== '') return 0;
  if (plain || /-(m|mono)$/.test(term)) return 0;
  // The console has 16 only without a 512-glyph font, and shows the upper eight by bold: eight are certain.
  if (console) return 8;
  if (/256|direct|truecolor|24bit/.test(term) || RICH_TERMINALS.test(term)) return 256;
  // A bare name (xterm, screen, tmux, rxvt, putty) promises 8; COLORTERM is set by emulators that have far more.
  if ((env['COLORTERM'] ?? '') !== '') return 256;
  return /16color/.test(term) ? 16 : 8;
}

/** setlocale(3): the first of LC_ALL, LC_CTYPE, LANG that is set and not empty decides. */
function isUtf8(env: Environment): boolean {
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
  return /utf-?8/i.test(locale);
}
