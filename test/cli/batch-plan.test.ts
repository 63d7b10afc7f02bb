// What a batch of findings has read and looked at: all that makes findings on screen.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planBatch } from '../../src/cli/batch-plan.ts';
import { DEFAULT_OPTIONS } from '../../src/cli/options.ts';
import { READS } from '../../src/core/field.ts';
import { makeView } from '../../src/store/view-model.ts';
import { wantOf } from '../../src/store/want.ts';
import { makeState } from '../support/state-fixture.ts';

test('findings of a batch are made of all that those on screen are made of', () => {
  const state = makeState();
  const needed = wantOf(state, makeView(state).table, null).reads & (READS.diagnosis | READS.memory | READS.stat | READS.statm | READS.status);
  for (const options of [{ findings: true }, { fields: [{ entity: 'finding', id: 'sentence' }] }] as const) {
    const { want, sort } = planBatch({ ...DEFAULT_OPTIONS, batch: true, format: 'json', ...options });
    assert.equal(want.reads & needed, needed);
    assert.ok(want.columns.includes('data'), 'what is reserved is told from what is asked for');
    assert.equal(want.side?.finding, true);
    assert.equal(sort === null, 'findings' in options, 'they come in order');
  }
});
