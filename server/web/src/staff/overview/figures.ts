import type { components } from '../../api/schema';

type Portfolio = components['schemas']['PortfolioView'];
export type Compared = Portfolio['scenarios'][number];
export type Ranked = Portfolio['measures'][number];

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
export function changes(compared: Compared): Change[] {
  return FIGURES.flatMap((figure) => {
    const change = compared.figures[figure];
    return change === undefined ? [] : [{ figure, from: change.from.base, to: change.to.base }];
  });
}

/** All one-things together. */
export function together({ totals }: Portfolio): Change[] {
  return FIGURES.flatMap((figure) => {
    const total = totals[figure];
    return total === undefined ? [] : [{ figure, from: total.from, to: total.to }];
  });
}

/** How many percent less; negative where it is more, none where there was nothing to begin with. */
export function savedPercent({ from, to }: Change): number | undefined {
  return from === 0 ? undefined : Math.round(((from - to) / from) * 100);
}
