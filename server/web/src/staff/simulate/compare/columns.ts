import { apart } from '../student';
import type { Figure } from '../figures';
import type { Came, Estimate, Outcome, Run } from '../outcome';

/** One side of a run among those that are compared. */
export interface Column {
  key: string;
  name: string;
  run: Run;
  came: Came;
  side: 'only' | 'from' | 'to';
  outcome: Outcome;
}

/** How a figure of a column differs from that of the base. */
export interface Difference {
  told: Estimate;
  /** Both were played with the same draws, and the difference is of pairs of replications. */
  isPaired: boolean;
  /** None: there is no interval. */
  isCertain: boolean | undefined;
}

export function differ(figure: Figure, base: Column, other: Column): Difference | undefined {
  if (base.run.id === other.run.id) {
    const change = base.came.changes.find((one) => one.figure === figure.name);
    if (change?.difference) {
      const sign = base.side === 'from' ? 1 : -1;
      const told = { ...change.difference, mean: sign * change.difference.mean };
      return { told, isPaired: true, isCertain: change.is_certain };
    }
  }
  const [from, to] = [figure.of(base.outcome), figure.of(other.outcome)];
  if (from === null || to === null || (from.mean === 0 && to.mean === 0)) return undefined;
  const told = apart(from, to, base.outcome.confidence);
  if (told === undefined) {
    const mean = to.mean - from.mean;
    return { told: { mean, half_width: null, count: 0 }, isPaired: false, isCertain: undefined };
  }
  return { told, isPaired: false, isCertain: Math.abs(told.mean) > (told.half_width ?? 0) };
}
