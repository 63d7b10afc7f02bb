// A condition that does not flicker: it begins when it held for a while, and ends when it did not for a while.
// Must never read a clock.

export class Latch {
  /** Seconds since boot from which on the condition holds; NaN while it does not. */
  sinceSeconds = NaN;
  /** Since when it is the other way than it stands; NaN while it is not. */
  private turningSeconds = NaN;

  /** How long it must hold to begin, and not hold to end. */
  constructor(
    private readonly beginSeconds: number,
    private readonly endSeconds: number,
  ) {}

  /**
   * Takes a sample and answers whether the condition stands. `raises`: it would begin; `lasts`: it would go on, which asks
   * for less. What was not measured counts as neither.
   */
  take(uptimeSeconds: number, raises: boolean, lasts: boolean): boolean {
    const stands = this.stands;
    if (stands ? lasts : !raises) {
      this.turningSeconds = NaN;
      return stands;
    }
    if (Number.isNaN(this.turningSeconds)) this.turningSeconds = uptimeSeconds;
    if (uptimeSeconds - this.turningSeconds < (stands ? this.endSeconds : this.beginSeconds)) return stands;
    this.sinceSeconds = stands ? NaN : this.turningSeconds;
    this.turningSeconds = NaN;
    return !stands;
  }

  /** What is plainly over ends at once. */
  end(): void {
    this.sinceSeconds = NaN;
    this.turningSeconds = NaN;
  }

  get stands(): boolean {
    return !Number.isNaN(this.sinceSeconds);
  }
}
