import type { components } from '../../api/schema';

type Overview = components['schemas']['Overview'];

/** The items of one department. */
export interface Load {
  department: string;
  underWay: number;
  finished: number;
  overdue: number;
}

const UNDER_WAY = new Set(['submitted', 'accepted', 'correcting', 'handling', 'suspended']);

/** What each department has, the busiest first; drafts are the applicant's, not a department's. */
export function loads(overview: Overview): Load[] {
  return Object.entries(overview.by_department)
    .map(([department, by]) => {
      let [underWay, finished] = [0, 0];
      for (const [status, count] of Object.entries(by)) {
        if (UNDER_WAY.has(status)) underWay += count;
        else if (status !== 'draft') finished += count;
      }
      return { department, underWay, finished, overdue: overview.overdue[department] ?? 0 };
    })
    .filter((load) => load.underWay + load.finished + load.overdue > 0)
    .sort((a, b) => b.underWay + b.finished - a.underWay - a.finished);
}

/** All departments together. */
export function total(all: Load[]): Omit<Load, 'department'> {
  const sum = (of: 'underWay' | 'finished' | 'overdue') => all.reduce((total, load) => total + load[of], 0);
  return { underWay: sum('underWay'), finished: sum('finished'), overdue: sum('overdue') };
}
