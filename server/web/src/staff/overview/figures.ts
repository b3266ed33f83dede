import type { components } from '../../api/schema';

type Comparison = components['schemas']['ComparisonView'];

/** The figures by which a one-thing is judged, in the order in which people feel them. */
export const FIGURES = ['forms', 'fields', 'materials', 'steps', 'limit_wd', 'trips'] as const;
export type Figure = (typeof FIGURES)[number];

/** A figure before and after, in the base way. */
export interface Change {
  figure: Figure;
  from: number;
  to: number;
}

/** What changes from one plan to the other. */
export function changes(comparison: Comparison): Change[] {
  return FIGURES.flatMap((figure) => {
    const change = comparison.figures[figure];
    return change === undefined ? [] : [{ figure, from: change.from.base, to: change.to.base }];
  });
}

/** Several one-things together. */
export function together(all: Change[][]): Change[] {
  return FIGURES.map((figure) => {
    const own = all.flatMap((one) => one.filter((change) => change.figure === figure));
    const sum = (side: 'from' | 'to') => own.reduce((total, change) => total + change[side], 0);
    return { figure, from: sum('from'), to: sum('to') };
  });
}

/** How many percent less; negative where it is more, none where there was nothing to begin with. */
export function savedPercent({ from, to }: Change): number | undefined {
  return from === 0 ? undefined : Math.round(((from - to) / from) * 100);
}
