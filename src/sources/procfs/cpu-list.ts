// Parses the kernel's lists of processors: `0-3,8,10-11`, Documentation/admin-guide/cputopology.rst. Must never throw.

/** More processors than any machine has: a hostile text must not make a huge list. */
const MOST = 65_536;

export function parseCpuList(text: string): number[] {
  const cpus: number[] = [];
  for (const part of text.trim().split(',')) {
    const [, from, to] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(part) ?? [];
    if (from === undefined) continue;
    for (let cpu = Number(from); cpu <= Number(to ?? from) && cpus.length < MOST; cpu++) cpus.push(cpu);
  }
  return cpus;
}
