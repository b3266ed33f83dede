import { expect, test } from 'vitest';
import type { TestsView } from '../asked';
import { byKind, coverOf, goalsOf } from './cover';

const goals = [
  { kind: 'step', plan: 'joint', of: 'a.review', tests: 3 },
  { kind: 'outcome', plan: 'joint', of: 'a.review', to: 'approve', tests: 3 },
  { kind: 'outcome', plan: 'joint', of: 'a.review', to: 'reject', tests: 0 },
  { kind: 'branch', plan: 'joint', of: 'a.review', to: 'a.issue', tests: 1 },
  { kind: 'step', plan: 'other', of: 'a.review', tests: 0 },
];
const tests = {
  coverage: {
    goals,
    plans: [
      { plan: 'separate', nodes: [], edges: [] },
      {
        plan: 'joint',
        nodes: [{ id: 'a.review', reach: 'partly' }],
        edges: [{ from: 'a.split', to: 'a.issue', taken: false }],
      },
    ],
  },
} as unknown as TestsView;

test('a plan without goals is not painted, others by their nodes and edges', () => {
  expect(coverOf(tests, 'separate')).toBeUndefined();
  expect(coverOf(undefined, 'joint')).toBeUndefined();
  expect(coverOf(tests, 'joint')).toEqual({
    nodes: { 'a.review': 'partly' },
    branches: { 'a.split a.issue': false },
  });
});

test('goals are told by step and counted by kind', () => {
  expect(goalsOf(goals, 'joint', 'a.review')).toEqual(goals.slice(0, 3));
  expect(byKind(goals)).toEqual([
    { kind: 'step', reached: 1, all: 2 },
    { kind: 'outcome', reached: 1, all: 2 },
    { kind: 'branch', reached: 1, all: 1 },
  ]);
});
