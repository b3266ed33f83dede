import type { Scenario } from './queries';

export const BEFORE = 'separate';

export type Plan = Scenario['plans'][number];

/** The ways in which it is done as one thing; the first is the usual one. */
export function ways(scenario: Scenario): readonly Plan[] {
  return scenario.plans.filter((plan) => plan.id !== BEFORE);
}

/** How it is done as one thing: as was chosen, else the plan that applications take where none is named. */
export function jointly(scenario: Scenario, chosen?: string): Plan | undefined {
  const all = ways(scenario);
  return all.find((plan) => plan.id === chosen) ?? all[0] ?? scenario.plans[0];
}

/** How it was done before. */
export function before(scenario: Scenario): Plan | undefined {
  return scenario.plans.find((plan) => plan.id === BEFORE);
}
