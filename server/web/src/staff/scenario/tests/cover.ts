import { branchOf, type Cover, type Reach } from '../../../picture/Sign';
import type { Goal, TestsView } from '../asked';

/** Kinds of goals, in the order in which they are told. */
export const KINDS = ['item', 'answer', 'step', 'outcome', 'branch', 'fallback'] as const;
export type Kind = (typeof KINDS)[number];

/** What tests reach of the picture of a plan; nothing where tests have no goals in that plan. */
export function coverOf(tests: TestsView | undefined, plan: string): Cover | undefined {
  const drawn = tests?.coverage.plans.find((one) => one.plan === plan);
  if (drawn === undefined || drawn.nodes.length + drawn.edges.length === 0) return undefined;
  return {
    nodes: Object.fromEntries(drawn.nodes.map(({ id, reach }) => [id, reach as Reach])),
    branches: Object.fromEntries(drawn.edges.map(({ from, to, taken }) => [branchOf(from, to), taken])),
  };
}

/** The goals that a step of a plan has: that it is done, and each way in which it can end. */
export function goalsOf(goals: readonly Goal[], plan: string, step: string): Goal[] {
  return goals.filter((goal) => goal.of === step && goal.plan === plan && goal.kind !== 'branch');
}

/** How many goals of each kind there are, and how many of them some test reaches; kinds without any are left out. */
export function byKind(goals: readonly Goal[]): { kind: Kind; reached: number; all: number }[] {
  return KINDS.map((kind) => {
    const own = goals.filter((goal) => goal.kind === kind);
    return { kind, reached: own.filter(({ tests }) => tests > 0).length, all: own.length };
  }).filter(({ all }) => all > 0);
}
