// What the inspector is asked whenever a frame has come or other rows are looked at: columns that are dear or may hang, files that were deleted,
// what suspects are. What it answers goes to the sampler. Must never wait, and never tell of a hanging inspector: its health does.

import type { Frame } from '../core/frame.ts';
import type { Want } from '../core/want.ts';
import { CostlyAsker } from './costly-asker.ts';
import { FileAsker } from './file-asker.ts';
import { InspectorUnavailable } from './inspector-supervisor.ts';
import type { InspectorAnswer, InspectorQuery, ToSampler } from './protocol.ts';
import { SuspectQuestions } from './suspect-questions.ts';

export interface FrameQuestionsDeps {
  readonly ask: (query: InspectorQuery) => Promise<InspectorAnswer>;
  readonly post: (message: ToSampler) => void;
}

export class FrameQuestions {
  private readonly costly: CostlyAsker;
  private readonly files: FileAsker;
  private readonly suspects: SuspectQuestions;
  /** Of the reader of files whose first answer came. */
  private filesBeganSeconds = NaN;

  constructor({ ask, post }: FrameQuestionsDeps) {
    this.costly = new CostlyAsker(
      async (keys, reads) => {
        const found = await ask({ kind: 'costly', keys, reads });
        return found.kind === 'costly' ? found.answer : { values: [], done: keys.length, denied: [] };
      },
      ({ values, denied }) => {
        post({ type: 'values', values });
        for (const file of denied) {
          const text = `${file} of some processes may not be read by this user`;
          post({ type: 'issue', id: `inspect.denied.${file}`, text, hint: 'run as root' });
        }
      },
      () => {
        post({ type: 'refresh' });
      },
    );
    this.files = new FileAsker(
      async (keys) => {
        const found = await ask({ kind: 'files', keys });
        return found.kind === 'files' ? found.answer : null;
      },
      (answer) => {
        post({ type: 'files', answer });
        // Whoever opened the view need not wait for the next sample.
        if (this.filesBeganSeconds !== answer.beganSeconds) post({ type: 'refresh' });
        this.filesBeganSeconds = answer.beganSeconds;
      },
    );
    this.suspects = new SuspectQuestions(ask, (answer) => {
      post({ type: 'suspects', answer });
    });
  }

  /** Before the receiver of the frame has it: who owns a frame may empty it at once. */
  take(frame: Frame, want: Want): void {
    leaveToHealth(this.costly.take(frame, want), this.files.take(frame, want), this.suspects.take(frame));
  }

  /** Other rows of the frame are looked at than when it came. */
  look(frame: Frame, want: Want): void {
    leaveToHealth(this.costly.look(frame, want));
  }
}

/** What hinders the inspector is in the health it reports; what it finds wrong in a text is a defect. */
function leaveToHealth(...asked: readonly Promise<void>[]): void {
  for (const one of asked) {
    one.catch((error: unknown) => {
      if (!(error instanceof InspectorUnavailable)) throw error;
    });
  }
}
