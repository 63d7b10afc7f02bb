// Curves of a process's memory whose answer is known: leaks, and growth that is none, by family and seed, always the same.
// Benign curves all move: a flat one teaches nothing. `fill` and `lru` cannot be told from a leak before they are full.

export const MIB = 2 ** 20;
const HOUR = 3600;
const DAY = 24 * HOUR;

/** A trace, sample by sample. */
export interface Curve {
  readonly family: string;
  readonly leaks: boolean;
  /** Seconds after the start at which the leak begins; Infinity for none. */
  readonly onset: number;
  /** Bytes per hour; NaN where it changes or there is none. */
  readonly ratePerHour: number;
  /** Held bytes and load at the next sample; `seconds` must advance by STEP_SECONDS. */
  next(seconds: number): { readonly held: number; readonly load: number };
}

export const STEP_SECONDS = 10;

/** What a family adds to the base, in MiB, and the load that goes with it. */
interface Shape {
  readonly at: (seconds: number) => number;
  readonly load?: (seconds: number) => number;
  readonly onset?: number;
  /** MiB per second. */
  readonly rate?: number;
}

class Dice {
  private state: number;
  constructor(seed: number) {
    this.state = seed >>> 0 || 1;
  }
  /** Evenly between 0 and 1 (xorshift32, mixed). */
  unit(): number {
    this.state ^= this.state << 13;
    this.state ^= this.state >>> 17;
    this.state ^= this.state << 5;
    return (Math.imul(this.state, 0x9e3779b1) >>> 0) / 2 ** 32;
  }
  between(least: number, most: number): number {
    return least + this.unit() * (most - least);
  }
  /** Evenly by order of magnitude. */
  scale(least: number, most: number): number {
    return least * (most / least) ** this.unit();
  }
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.unit())) * Math.cos(2 * Math.PI * this.unit());
  }
}

interface Setting {
  readonly dice: Dice;
  readonly base: number;
  readonly total: number;
  /** MiB per second of a leak: 5 % to 400 % of the base over the whole, at least 4 MiB. */
  readonly rate: number;
}
type Family = (setting: Setting) => Shape;

const saw = ({ dice, base }: Setting): ((seconds: number) => number) => {
  const period = dice.scale(20, 5400);
  const height = base * dice.scale(0.03, 0.6);
  let from = -dice.unit() * period;
  let length = period;
  return (seconds) => {
    if (seconds - from >= length) {
      from = seconds;
      length = period * dice.between(0.7, 1.3);
    }
    return (height * (seconds - from)) / length;
  };
};
const daily = ({ dice }: Setting): ((seconds: number) => number) => {
  const phase = dice.unit() * 2 * Math.PI;
  return (seconds) => 0.5 + 0.5 * Math.sin((2 * Math.PI * seconds) / DAY + phase);
};
/** A value that is pulled back to 0: standard deviation 1, memory `tau`. */
const wander = (dice: Dice, tau: number): (() => number) => {
  const keep = Math.exp(-STEP_SECONDS / tau);
  let value = 0;
  return () => (value = keep * value + Math.sqrt(1 - keep * keep) * dice.normal());
};
const warm = ({ dice, base, total }: Setting, least: number, most: number): ((seconds: number) => number) => {
  const tau = dice.scale(120, Math.min(4 * HOUR, total / 4));
  const height = base * dice.scale(least, most);
  return (seconds) => height * (1 - Math.exp(-seconds / tau));
};
const bursts = ({ dice, base }: Setting, every: number, longest: number, most: number): (() => number) => {
  let left = 0;
  let height = 0;
  return () => {
    if (left <= 0 && dice.unit() < STEP_SECONDS / every) {
      left = dice.between(30, longest);
      height = base * dice.between(0.05, most);
    }
    left -= STEP_SECONDS;
    return left > 0 ? height : 0;
  };
};
/** Up with the load, from `from` on for `takes` seconds. */
const ramp = (from: number, takes: number) => (seconds: number) => Math.min(1, Math.max(0, (seconds - from) / takes));

export const LEAKS: Readonly<Record<string, Family>> = {
  linear: ({ rate }) => ({ at: (t) => rate * t, rate }),
  noisy: ({ rate, dice, base }) => {
    const noise = wander(dice, dice.scale(20, 1800));
    return { at: (t) => rate * t + 0.01 * base * noise(), rate };
  },
  'under garbage': (s) => {
    const garbage = saw(s);
    return { at: (t) => s.rate * t + garbage(t), rate: s.rate };
  },
  'under days': (s) => {
    const day = daily(s);
    const height = s.base * s.dice.scale(0.05, 1);
    return { at: (t) => s.rate * t + height * day(t), load: (t) => 0.3 + day(t), rate: s.rate };
  },
  stairs: ({ rate, dice }) => {
    let level = 0;
    const every = dice.between(450, 900);
    return { at: (t) => (dice.unit() < STEP_SECONDS / every ? (level = rate * t) : level), rate };
  },
  'by load': (s) => {
    const day = daily(s);
    let sum = 0;
    return { at: (t) => (sum += s.rate * STEP_SECONDS * (0.2 + 1.6 * day(t))), load: (t) => 0.2 + 1.6 * day(t), rate: s.rate };
  },
  late: ({ rate, dice, total }) => {
    const onset = total * dice.between(0.2, 0.6);
    return { at: (t) => 2 * rate * Math.max(0, t - onset), onset, rate: 2 * rate };
  },
  'after warm-up': (s) => {
    const up = warm(s, 0.5, 0.5);
    return { at: (t) => up(t) + s.rate * t, rate: s.rate };
  },
  'under bursts': (s) => {
    const burst = bursts(s, 1200, 600, 0.8);
    return { at: (t) => s.rate * t + burst(), rate: s.rate };
  },
  faster: ({ rate, total }) => ({ at: (t) => rate * total * (t / total) ** 1.6 }),
  'in blocks': ({ rate, dice, total }) => {
    const block = Math.min(dice.scale(0.064, 64), (rate * total) / 12);
    return { at: (t) => Math.floor((rate * t) / block) * block, rate };
  },
  'partly freed': ({ rate, dice }) => {
    let kept = 0;
    let fresh = 0;
    return {
      at: () => {
        fresh += 1.5 * rate * STEP_SECONDS;
        if (dice.unit() < STEP_SECONDS / HOUR) {
          kept += (fresh * 2) / 3;
          fresh = 0;
        }
        return kept + fresh;
      },
      rate,
    };
  },
  'garbage and warm-up': (s) => {
    const garbage = saw(s);
    const up = warm(s, 0.4, 0.4);
    return { at: (t) => up(t) + s.rate * t + garbage(t), rate: s.rate };
  },
};

export const UNDECIDABLE: readonly string[] = ['fill', 'lru'];

export const BENIGN: Readonly<Record<string, Family>> = {
  noise: () => ({ at: () => 0 }),
  'quick wander': ({ dice, base }) => {
    const noise = wander(dice, dice.scale(20, 1800));
    return { at: () => 0.03 * base * noise() };
  },
  'slow wander': ({ dice, base }) => {
    const noise = wander(dice, dice.scale(HOUR / 2, 12 * HOUR));
    return { at: () => 0.06 * base * noise() };
  },
  'warm-up': (s) => ({ at: warm(s, 0.2, 4) }),
  logarithm: ({ base }) => ({ at: (t) => 0.12 * base * Math.log1p(t / 600) }),
  root: ({ base }) => ({ at: (t) => 0.5 * base * (1 - 1 / Math.sqrt(1 + t / 900)) }),
  garbage: (s) => ({ at: saw(s) }),
  'growing heap': (s) => {
    const garbage = saw(s);
    let level = 0;
    let times = 0;
    return {
      at: (t) => {
        if (times < 3 && s.dice.unit() < STEP_SECONDS / (1.5 * HOUR)) {
          times++;
          level += s.base * s.dice.between(0.05, 0.3);
        }
        return level + garbage(t);
      },
    };
  },
  fill: ({ dice, base, total }) => {
    const full = total * dice.between(0.05, 0.6);
    return { at: (t) => 1.5 * base * Math.min(1, t / full) };
  },
  lru: ({ dice, base, total }) => {
    const full = total * dice.between(0.05, 0.6);
    return { at: (t) => 1.5 * base * (1 - Math.exp((-1.2 * Math.min(t, 3 * full)) / full)) };
  },
  days: (s) => {
    const day = daily(s);
    const height = s.base * s.dice.scale(0.05, 1);
    return { at: (t) => height * day(t), load: (t) => 0.3 + day(t) };
  },
  'garbage by day': (s) => {
    const day = daily(s);
    const garbage = saw(s);
    const height = (s.base * s.dice.scale(0.05, 1)) / 2;
    return { at: (t) => height * day(t) + garbage(t) * (0.4 + day(t)), load: (t) => 0.3 + day(t) };
  },
  steps: ({ dice, base, total }) => {
    const steps = Array.from({ length: 1 + Math.floor(dice.unit() * 4) }, () => {
      const height = base * dice.scale(0.02, 0.5);
      return { from: dice.unit() * total, height: dice.unit() < 0.3 ? -0.6 * height : height };
    });
    return { at: (t) => steps.reduce((sum, { from, height }) => (t >= from ? sum + height : sum), 0) };
  },
  batch: (s) => ({ at: bursts(s, 2400, 1800, 2) }),
  // In years it would matter.
  trickle: () => ({ at: (t) => (0.3 * t) / DAY }),
  'load goes up': ({ dice, base, total }) => {
    const up = ramp(total * dice.between(0.1, 0.3), total * dice.between(0.04, 0.5));
    const height = base * dice.scale(0.05, 1);
    return { at: (t) => height * up(t), load: (t) => 1 + 2 * up(t) };
  },
  'load goes up and down': ({ dice, base, total }) => {
    const top = total * dice.between(0.04, 0.5);
    const height = base * dice.scale(0.05, 1);
    const share = (t: number): number => (t < top ? t / top : Math.max(0, 1 - (t - top) / (1.5 * top)));
    return { at: (t) => height * share(t), load: (t) => 1 + 2 * share(t) };
  },
  'random walk': ({ dice, base }) => {
    let walk = 0;
    return {
      at: () => {
        walk += 0.0015 * base * dice.normal();
        if (Math.abs(walk) > base / 4) walk = Math.sign(walk) * (base / 2 - Math.abs(walk));
        return walk;
      },
    };
  },
};

/** The curve of a family and seed, to be sampled for `hours`. */
export function growthCurve(family: string, seed: number, hours: number): Curve {
  const leaks = Object.hasOwn(LEAKS, family);
  const make = leaks ? LEAKS[family] : BENIGN[family];
  if (make === undefined) throw new Error(`no family ${family}`);
  let hash = seed * 7919;
  for (const character of family) hash = (Math.imul(hash, 131) + character.charCodeAt(0)) >>> 0;
  const dice = new Dice(hash);
  for (let i = 0; i < 8; i++) dice.unit();
  const base = dice.scale(20, 2000);
  const total = hours * HOUR;
  const noise = base * dice.scale(0.0005, 0.02) * (dice.unit() < 0.3 ? 0.02 : 1);
  const shape = make({ dice, base, total, rate: Math.max(4, base * dice.scale(0.05, 4)) / total });
  return {
    family,
    leaks,
    onset: leaks ? (shape.onset ?? 0) : Infinity,
    ratePerHour: (shape.rate ?? NaN) * HOUR * MIB,
    next: (seconds) => {
      const value = base + shape.at(seconds) + noise * Math.abs(dice.normal());
      // Pages of 4 KiB.
      const held = Math.max(1, Math.round(value * 256) / 256) * MIB;
      return { held, load: (1 + 0.05 * dice.normal()) * (shape.load?.(seconds) ?? 1) };
    },
  };
}
