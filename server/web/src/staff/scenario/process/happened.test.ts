import { expect, test } from 'vitest';
import type { GraphDocument } from '../../../picture/graph';
import { happened } from './happened';

const node = (id: string, kind: unknown, items: string[]) => ({
  id,
  kind,
  items,
  title: { zh: id, en: id },
  lane: 'applicant',
  uses: [],
  supplies: [],
});

function graph(nodes: ReturnType<typeof node>[], edges: [string, string][]): GraphDocument {
  return {
    scenario: 's',
    plan: 'p',
    title: { zh: '', en: '' },
    lanes: [],
    nodes,
    edges: edges.map(([from, to]) => ({ from, to, handoff: false, label: { zh: '', en: '' } })),
    layout: {},
  } as unknown as GraphDocument;
}

const separate = graph(
  [
    node('a.apply', 'form', ['a']),
    node('a.accept', 'task', ['a']),
    node('a.review', 'task', ['a']),
    node('b.apply', 'form', ['b']),
    node('b.accept', 'task', ['b']),
    node('b.review', 'task', ['b']),
    node('b.extra', 'task', ['b']),
    node('b.collect', 'collect', ['b']),
  ],
  [
    ['a.apply', 'a.accept'],
    ['a.accept', 'a.review'],
    ['a.review', 'b.apply'],
    ['b.apply', 'b.accept'],
    ['b.accept', 'b.review'],
    ['b.review', 'b.extra'],
    ['b.extra', 'b.collect'],
  ],
);
const joint = graph(
  [
    node('lookup', 'call', []),
    node('apply', 'form', ['a', 'b']),
    node('together', 'task', ['a', 'b']),
    node('a.review', 'task', ['a']),
    node('b.review', { automatic: { human: 0 } }, ['b']),
    node('deliver', 'deliver', ['a', 'b']),
  ],
  [
    ['lookup', 'apply'],
    ['apply', 'together'],
    ['together', 'a.review'],
    ['together', 'b.review'],
    ['a.review', 'deliver'],
    ['b.review', 'deliver'],
  ],
);

test('what became of the steps is told', () => {
  const { forms, merged, automatic, calls, collected, side, gone, became } = happened(separate, joint);
  expect(forms).toEqual({ from: 2, to: 1 });
  expect(merged.map(({ into, of }) => [into.id, of.map(({ id }) => id)])).toEqual([
    ['together', ['a.accept', 'b.accept']],
  ]);
  expect(automatic.map(({ id }) => id)).toEqual(['b.review']);
  expect(calls.map(({ id }) => id)).toEqual(['lookup']);
  expect(collected).toEqual({ from: 1, to: 0, delivered: true });
  expect(side).toEqual({ from: 1, to: 2 });
  expect(gone.map(({ id }) => id)).toEqual(['b.extra']);
  expect(became).toMatchObject({ 'a.apply': 'apply', 'b.collect': 'deliver' });
});

test('a plan compared with itself changes nothing', () => {
  const none = happened(joint, joint);
  expect([none.merged, none.automatic, none.calls, none.gone]).toEqual([[], [], [], []]);
  expect(none.became).toEqual({});
});
