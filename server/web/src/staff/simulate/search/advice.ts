import type { Desk, SearchedDesk, Staffing } from '../outcome';

/** Staff that was tried, at those desks whose people are counted. */
export interface Staffed {
  /** In the order of the desks. */
  people: readonly number[];
  total: number;
  cycle_hours: number;
  p95_hours: number;
  on_time: number;
}

/** A figure by which staff is judged. */
export type Goal = 'cycle_hours' | 'p95_hours' | 'on_time';

export interface Found {
  desks: readonly (SearchedDesk & { people: NonNullable<Desk['people']> })[];
  /** Fewest people of each desk whose work does not pile up. */
  least: readonly number[];
  tried: readonly Staffed[];
  now: { people: readonly number[]; total: number };
}

const sum = (all: readonly number[]) => all.reduce((a, b) => a + b, 0);

/** What a search found, without desks that are unlimited: of them there is nothing to tell. */
export function foundOf({ desks, least, tried }: Staffing): Found {
  const counted = desks.flatMap((desk, at) => (desk.people === null ? [] : [at]));
  const of = (all: readonly number[]) => counted.map((at) => all[at] ?? 0);
  const known = new Map<string, Staffed>();
  for (const one of tried) {
    const people = of(one.people);
    const key = people.join();
    if (!known.has(key)) known.set(key, { ...one, people, total: sum(people) });
  }
  const people = of(desks.map((desk) => desk.people ?? 0));
  return {
    desks: counted.flatMap((at) => {
      const desk = desks[at];
      return desk === undefined || desk.people === null ? [] : [{ ...desk, people: desk.people }];
    }),
    least: of(least),
    tried: [...known.values()],
    now: { people, total: sum(people) },
  };
}

/** Of two values the better one comes first. */
function order(goal: Goal): (a: number, b: number) => number {
  return goal === 'on_time' ? (a, b) => b - a : (a, b) => a - b;
}

/** Those that nobody with as few people betters, from the fewest on. */
export function frontOf(tried: readonly Staffed[], goal: Goal): Staffed[] {
  const better = order(goal);
  const front: Staffed[] = [];
  for (const one of [...tried].sort((a, b) => a.total - b.total || better(a[goal], b[goal]))) {
    const last = front.at(-1);
    if (last === undefined || better(one[goal], last[goal]) < 0) front.push(one);
  }
  return front;
}

/** How much longer than the shortest is quick enough where nothing else is said. */
export const WITHIN = 0.05;

/** The fewest people with whom the mean time is within a share of the shortest that was found; 0.05: 5 % longer. */
export function advised(tried: readonly Staffed[], within: number): Staffed | undefined {
  const shortest = Math.min(...tried.map((one) => one.cycle_hours));
  return frontOf(tried, 'cycle_hours').find((one) => one.cycle_hours <= shortest * (1 + within));
}

/** Just these people, where they were tried. */
export function sameAs(tried: readonly Staffed[], people: readonly number[]): Staffed | undefined {
  return tried.find((one) => one.people.join() === people.join());
}
