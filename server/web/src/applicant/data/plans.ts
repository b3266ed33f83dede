import type { Scenario } from './queries';

export const BEFORE = 'separate';

/** How it is done as one thing: the plan that applications take where none is named. */
export function jointly(scenario: Scenario): Scenario['plans'][number] | undefined {
  return scenario.plans.find((plan) => plan.id !== BEFORE) ?? scenario.plans[0];
}

/** How it was done before. */
export function before(scenario: Scenario): Scenario['plans'][number] | undefined {
  return scenario.plans.find((plan) => plan.id === BEFORE);
}
