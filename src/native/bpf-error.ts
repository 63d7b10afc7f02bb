// Why something of BPF cannot be had here. Must never hold advice to weaken the machine.

/** Why something of BPF cannot be had here, and what to do about it. */
export class BpfError extends Error {
  constructor(
    reason: string,
    readonly hint: string,
  ) {
    super(reason);
    this.name = 'BpfError';
  }
}
