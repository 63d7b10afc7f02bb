// ★ The view of what grows: suspects first, those whose growth has a reason below them, then what was suspected until a while ago,
// and the evidence of one of them in a sentence. What else does not grow is not among its rows.

import { GROWTH_PLACE } from '../../core/verdict.ts';
import type { ViewDefinition } from './view-definition.ts';

export const LEAKS: ViewDefinition = {
  title: 'Leaks',
  letter: 'l',
  entity: 'process',
  columns: ['pid', 'user', 'verdict', 'rate', 'countRate', 'since', 'confidence', 'eta', 'held', 'swap', 'threads', 'retracted', 'trend', 'command'],
  sort: { field: 'verdict', descending: true },
  pinned: 'pid',
  stretched: 'command',
  emptyText: 'nothing is known of growth yet: it takes a minute or two',
  only: {
    kind: 'or',
    terms: [
      { kind: 'number', field: 'verdict', operator: '>=', value: GROWTH_PLACE },
      { kind: 'number', field: 'retracted', operator: '>=', value: 0 },
    ],
  },
  explains: true,
};
