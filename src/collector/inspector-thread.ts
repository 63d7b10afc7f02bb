// The inspector thread: makes every read that may hang, on request, and answers. Worker entry.
// Must never read without its mark set: a main thread that sees the mark stand still leaves this thread behind.

import { parentPort, type MessagePort } from 'node:worker_threads';
import { CostlyColumns } from '../sources/inspect/costly-columns.ts';
import type { NamelessFiles } from '../sources/bpf/nameless-files.ts';
import { DeletedFiles, type Nameless } from '../sources/inspect/deleted-files.ts';
import { GuardedFiles } from '../sources/inspect/guarded-files.ts';
import { askUserNames } from '../sources/inspect/name-service.ts';
import { JavaHeaps } from '../sources/inspect/java-heaps.ts';
import { MemoryMaps } from '../sources/inspect/memory-maps.ts';
import { ProcessFiles } from '../sources/inspect/process-files.ts';
import { ProcessLoads } from '../sources/inspect/process-loads.ts';
import type { FromInspector, InspectorAnswer, InspectorOptions, InspectorQuery, ToInspector } from './protocol.ts';
import { monotonicMillis, ReadMark } from './read-mark.ts';

interface Readers {
  readonly files: ProcessFiles;
  readonly costly: CostlyColumns;
  readonly deleted: DeletedFiles;
  readonly findNameless: () => Promise<Nameless | null>;
  readonly heaps: JavaHeaps;
  readonly maps: MemoryMaps;
  readonly loads: ProcessLoads;
}

function run(port: MessagePort, options: InspectorOptions): void {
  let skipped = new Set(options.skip);
  // In a worker process.exit() ends this thread only.
  const mark = new ReadMark(options.mark, () => process.exit());
  const isSkipped = (pid: number): boolean => skipped.has(pid);
  const guarded = new GuardedFiles(options.root, mark, isSkipped);
  const files = new ProcessFiles(guarded);
  const costly = new CostlyColumns(guarded, monotonicMillis);
  const deleted = new DeletedFiles(options.root, mark, isSkipped, monotonicMillis);
  let finder: Promise<NamelessFiles> | null = null;
  const findNameless = async (): Promise<Nameless | null> => (await (finder ??= loadFinder(options.root))).find();
  const heaps = new JavaHeaps(options.root, mark, isSkipped);
  const maps = new MemoryMaps(guarded);
  const loads = new ProcessLoads(guarded);
  const send = (message: FromInspector): void => {
    port.postMessage(message);
  };
  port.on('message', (message: ToInspector) => {
    switch (message.type) {
      case 'query':
        answer({ files, costly, deleted, findNameless, heaps, maps, loads }, message.query).then(
          (found) => {
            send({ type: 'answer', id: message.id, answer: found });
          },
          (error: unknown) => {
            send({ type: 'failed', id: message.id, reason: error instanceof Error ? error.message : String(error) });
          },
        );
        break;
      case 'skip':
        skipped = new Set(message.pids);
        break;
      case 'close':
        port.close();
    }
  });
}

async function answer({ files, costly, deleted, findNameless, heaps, maps, loads }: Readers, query: InspectorQuery): Promise<InspectorAnswer> {
  switch (query.kind) {
    case 'commandLines':
      return { kind: 'commandLines', lines: files.commandLines(query.keys) };
    case 'details':
      return { kind: 'details', details: files.details(query.key) };
    case 'costly':
      return { kind: 'costly', answer: costly.read(query.keys, query.reads) };
    case 'files':
      return { kind: 'files', answer: deleted.read(query.keys, await findNameless()) };
    case 'heaps':
      return { kind: 'heaps', readings: heaps.read(query.keys) };
    case 'maps':
      return { kind: 'maps', readings: maps.read(query.keys) };
    case 'loads':
      return { kind: 'loads', readings: loads.read(query.keys) };
    case 'userNames':
      return { kind: 'userNames', names: await askUserNames(query.uids) };
    case 'machine': {
      const { machineFacts } = await import('../sources/systeminformation.ts');
      return { kind: 'machine', machine: await machineFacts() };
    }
  }
}

/** Loaded when deleted files are first asked for. */
async function loadFinder(root: string): Promise<NamelessFiles> {
  const { NamelessFiles } = await import('../sources/bpf/nameless-files.ts');
  return new NamelessFiles(root);
}

parentPort?.once('message', (options: InspectorOptions) => {
  if (parentPort !== null) run(parentPort, options);
});
