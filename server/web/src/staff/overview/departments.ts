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

type Counts = Overview['by_department'];

/** What each department has, of open applications and of closed ones, the busiest first; drafts are the applicant's. */
export function loads(overview: Overview): Load[] {
  const by = new Map<string, Load>();
  const of = (department: string) => {
    const load = by.get(department) ?? {
      department,
      underWay: 0,
      finished: 0,
      overdue: overview.overdue[department] ?? 0,
    };
    by.set(department, load);
    return load;
  };
  const add = (counts: Counts) => {
    for (const [department, statuses] of Object.entries(counts)) {
      const load = of(department);
      for (const [status, count] of Object.entries(statuses)) {
        if (UNDER_WAY.has(status)) load.underWay += count;
        else if (status !== 'draft') load.finished += count;
      }
    }
  };
  add(overview.by_department);
  add(overview.closed.by_department);
  Object.keys(overview.overdue).forEach(of);
  return [...by.values()]
    .filter((load) => load.underWay + load.finished + load.overdue > 0)
    .sort((a, b) => b.underWay + b.finished - a.underWay - a.finished);
}

/** All departments together. */
export function total(all: Load[]): Omit<Load, 'department'> {
  const sum = (of: 'underWay' | 'finished' | 'overdue') => all.reduce((total, load) => total + load[of], 0);
  return { underWay: sum('underWay'), finished: sum('finished'), overdue: sum('overdue') };
}
