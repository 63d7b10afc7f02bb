// The loop of the monitor: messages change the state, effects go to the ports, the screen follows. The only place where
// collector, store, actions and screen meet. Must never decide anything: update() does.

import { makeRegistry } from '../actions/registry.ts';
import type { Collector } from '../collector/client.ts';
import type { InspectorAnswer, InspectorQuery } from '../collector/protocol.ts';
import type { ActionRequest } from '../core/action.ts';
import type { LifeNote } from '../core/life.ts';
import type { ScreenSettings } from '../core/settings.ts';
import type { Frame } from '../core/frame.ts';
import type { Want } from '../core/want.ts';
import { BUCKETS } from '../core/window.ts';
import { exitNow } from '../native/libc.ts';
import type { Effect } from '../store/effect.ts';
import type { Message } from '../store/message.ts';
import type { State } from '../store/state.ts';
import { update } from '../store/update.ts';
import { makeView } from '../store/view-model.ts';
import type { TableView } from '../store/view.ts';
import { commandLinesWanted, wantOf } from '../store/want.ts';
import type { InputEvent } from '../ui/terminal/input-event.ts';
import type { AcknowledgeEffect, ReadLines } from './acknowledgements.ts';
import type { Disguise } from './disguise.ts';
import { LifeNotes } from './life-notes.ts';
import type { MonitorScreen } from './screen.ts';

export class MonitorLoop {
  readonly #actions = makeRegistry({ userName: (uid) => this.#userName(uid) });
  readonly #disguise: Disguise | null;
  #state: State;
  #want: Want;
  #collector: Collector | null = null;
  #screen: MonitorScreen | null = null;
  #showAsked = false;
  #refreshAsked = false;
  #readingCommandLines = false;
  readonly #lives = new LifeNotes({
    collector: () => this.#collector,
    frame: () => this.#state.frame,
    problem: (text) => {
      this.dispatch({ type: 'problem', text });
    },
  });
  #shownFrame: Frame | null = null;
  /** Frames to give back: still on screen until the next view is. */
  #finished: Frame[] = [];

  /** `disguise`: what everything is shown in that comes from outside; null: as it is. */
  constructor(state: State, want: Want, disguise: Disguise | null = null) {
    this.#disguise = disguise;
    this.#state = state;
    this.#want = want;
  }

  attachCollector(collector: Collector): void {
    this.#collector = collector;
  }

  attachScreen(screen: MonitorScreen): void {
    this.#screen = screen;
    const { session } = screen;
    session.onInput((event) => {
      this.#input(event);
    });
    session.onResize((columns, rows) => {
      this.dispatch({ type: 'resize', columns, rows });
    });
    session.onExit((_reason, code) => {
      this.#leave(code);
    });
    // An empty screen is shown while the sampler is still loading: what painted it is warm when the first frame comes.
    this.dispatch({ type: 'resize', columns: session.columns, rows: session.rows });
  }

  takeFrame(taken: Frame): void {
    const frame = this.#disguise?.frame(taken) ?? taken;
    this.#state.texts.apply(frame.strings);
    this.dispatch({ type: 'frame', frame });
  }

  /** `root`: where proc is. */
  takeLives(notes: readonly LifeNote[], root: string): void {
    void this.#lives.take(notes, root);
  }

  dispatch(message: Message): void {
    const step = update(this.#state, this.#disguise?.message(message) ?? message);
    this.#state = step.state;
    for (const effect of step.effects) this.#run(effect);
    this.#showSoon();
  }

  #showSoon(): void {
    if (this.#showAsked || this.#screen === null) return;
    this.#showAsked = true;
    // Several messages of one turn (a paste, a frame and its trend) are one change of the screen.
    setImmediate(() => {
      this.#showAsked = false;
      this.#show();
    });
  }

  #input(event: InputEvent): void {
    if (event.kind === 'key') this.dispatch({ type: 'key', ...event.key });
    else if (event.kind === 'paste') this.dispatch({ type: 'paste', text: event.text });
  }

  #show(): void {
    const view = makeView(this.#state);
    const scrolledTo = this.#screen?.ui.show(view) ?? null;
    if (scrolledTo !== null && view.overlay?.kind === 'detail' && view.overlay.scroll > scrolledTo) {
      this.dispatch({ type: 'scrolled', to: scrolledTo });
    }
    // Giving back empties a frame's columns; before this a render asked for earlier may have painted them once more.
    for (const frame of this.#finished.splice(0)) this.#collector?.giveBack(frame);
    const want = wantOf(this.#state, view.table, this.#want);
    if (want !== this.#want) {
      this.#want = want;
      this.#collector?.setWant(this.#disguise?.want(want) ?? want, this.#state.frame === this.#shownFrame);
    }
    this.#shownFrame = this.#state.frame;
    // After the want: another view is refreshed for what it shows.
    if (this.#refreshAsked) this.#collector?.refresh();
    this.#refreshAsked = false;
    void this.#readCommandLines(view.table);
  }

  #run(effect: Effect): void {
    const collector = this.#collector;
    switch (effect.type) {
      case 'exit':
        this.#leave(effect.code);
        break;
      case 'suspend':
        this.#screen?.session.suspend();
        break;
      case 'saveLayout':
        void this.#saveLayout(effect.settings);
        break;
      case 'identify':
      case 'acknowledge':
      case 'forgetAcknowledged':
        void this.#acknowledge(effect);
        break;
      case 'repaint':
        this.#screen?.session.repaint();
        break;
      case 'refresh':
        this.#refreshAsked = true;
        break;
      case 'rebase':
        collector?.rebase();
        break;
      case 'setDelay':
        collector?.setDelay(effect.seconds);
        break;
      case 'giveBack':
        if (this.#screen === null) collector?.giveBack(effect.frame);
        else this.#finished.push(effect.frame);
        break;
      case 'queryDetails':
        void this.#readDetails(effect.key);
        break;
      case 'queryHistory':
        void this.#readHistory(effect);
        break;
      case 'planAction':
        void this.#planAction(effect.action);
        break;
      case 'runAction':
        void this.#runAction(effect.action);
    }
  }

  async #readCommandLines(table: TableView): Promise<void> {
    if (this.#readingCommandLines) return;
    const keys = commandLinesWanted(this.#state, table);
    if (keys.length === 0) return;
    this.#readingCommandLines = true;
    const answer = await this.#inspect({ kind: 'commandLines', keys });
    this.#readingCommandLines = false;
    // Unread is said as unknown: the screen shows the name, and they are asked for again some frames later.
    const lines = answer?.kind === 'commandLines' ? answer.lines : keys.map((key) => ({ key, text: null }));
    this.dispatch({ type: 'commandLines', lines });
  }

  async #readDetails(key: Extract<Effect, { type: 'queryDetails' }>['key']): Promise<void> {
    const answer = await this.#inspect({ kind: 'details', key });
    if (answer?.kind === 'details') this.dispatch({ type: 'details', details: answer.details });
  }

  /** What hinders the inspector is in the health it reports; nobody waits for an answer that cannot come. */
  async #inspect(query: InspectorQuery): Promise<InspectorAnswer | null> {
    try {
      return (await this.#collector?.inspect(query)) ?? null;
    } catch (error) {
      this.#tell(error);
      return null;
    }
  }

  async #readHistory(effect: Extract<Effect, { type: 'queryHistory' }>): Promise<void> {
    const { type: _, ...query } = effect;
    try {
      const history = await this.#collector?.queryHistory({ ...query, kind: 'history', buckets: BUCKETS });
      if (history !== undefined) this.dispatch({ type: 'history', history });
    } catch (error) {
      this.#tell(error);
    }
  }

  async #planAction(action: ActionRequest): Promise<void> {
    const planned = await this.#actions.plan(action);
    if (planned.planned) {
      this.dispatch({ type: 'actionPlanned', action, title: planned.title, plan: planned.lines });
    } else {
      this.dispatch({ type: 'actionDone', action, ok: planned.ok, lines: planned.lines });
    }
  }

  async #runAction(action: ActionRequest): Promise<void> {
    const control = { progress: () => undefined, cancelled: new AbortController().signal };
    const { ok, lines } = await this.#actions.run(action, control);
    this.dispatch({ type: 'actionDone', action, ok, lines });
  }

  async #acknowledge(effect: AcknowledgeEffect): Promise<void> {
    const { runAcknowledgement } = await import('./acknowledgements.ts');
    const readLines: ReadLines = async (keys) => {
      const answer = await this.#inspect({ kind: 'commandLines', keys });
      return answer?.kind === 'commandLines' ? answer.lines : keys.map((key) => ({ key, text: null }));
    };
    for (const message of await runAcknowledgement(effect, readLines, process.env)) this.dispatch(message);
  }

  async #saveLayout(settings: ScreenSettings): Promise<void> {
    const { saveLayout } = await import('./layout-file.ts');
    const { saved, text } = saveLayout(settings, process.env);
    this.dispatch(saved ? { type: 'news', text } : { type: 'problem', text });
  }

  #tell(error: unknown): void {
    this.dispatch({ type: 'problem', text: error instanceof Error ? error.message : String(error) });
  }

  /** The name a row of the frame gives this user: what the name service said, as shown. */
  #userName(uid: number): string | null {
    const { frame, texts } = this.#state;
    if (frame === null) return null;
    const { columns, rows } = frame.process;
    const row = columns.uid.subarray(0, rows).indexOf(uid);
    return row === -1 ? null : texts.textOf(columns.user[row] as number);
  }

  /** The terminal first: whatever hangs after it, the user has it back. */
  #leave(code: number): void {
    this.#screen?.session.restore();
    this.#lives.save();
    const { clean } = this.#collector?.close() ?? { clean: true };
    if (clean) process.exit(code);
    exitNow(code);
  }
}
