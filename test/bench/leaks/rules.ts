// The rules of others that are compared with ours, by the name they have in the tables. One line a rule.

import { corootRule } from './coroot.ts';
import { derivRule } from './deriv.ts';
import { hamedRaoRule } from './hamed-rao.ts';
import { mannKendallRule } from './mann-kendall.ts';
import { precogRule } from './precog.ts';
import { predictLinearRule } from './predict-linear.ts';
import type { Rule } from './rule.ts';
import { slopeRule } from './slope.ts';

export const RULES: Readonly<Record<string, Rule>> = {
  'slope > 0': slopeRule,
  'Mann-Kendall': mannKendallRule,
  'Hamed-Rao': hamedRaoRule,
  deriv: derivRule,
  predict_linear: predictLinearRule,
  coroot: corootRule,
  Precog: precogRule,
};
