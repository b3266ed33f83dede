import type { components } from '../../api/schema';
import type { Histogram } from '../../chart/Distribution';
import type { Label } from '../../language/words';

export type Run = components['schemas']['SimulationView'];
export type Request = components['schemas']['SimulationRequest'];

/** A mean over replications; ± half its interval, where there are at least two. */
export interface Estimate {
  mean: number;
  half_width: number | null;
  count: number;
}

type Told = Estimate | null;

/** How a time is spread, hours. */
export interface Spread {
  count: number;
  mean: Told;
  p50: Told;
  p90: Told;
  p95: Told;
  p99: Told;
  min: number | null;
  max: number | null;
  histogram: Histogram | null;
}

export interface Series {
  mean: number[];
  half_width: (number | null)[];
}

export interface LevelCourse {
  over_time: Series;
  by_hour_of_week: Series;
}

/** The staff of one role in one department. */
export interface Desk {
  id: string;
  title: Label;
  /** None: as many as there is work. */
  people: number | null;
  load: Told;
  wait: Told;
  at_once: Told;
  queue: Told;
  queue_course: LevelCourse;
  longest_queue: number;
  turned_away: Told;
  hours: Told;
  is_overloaded: boolean;
}

export interface Item {
  id: string;
  cycle: Spread;
  granted: Told;
  on_time: Told;
  returned: Told;
}

/** What a simulation came to, as `onething simulate --format json` writes it. */
export interface Outcome {
  scenario: string;
  plan: string;
  replications: number;
  cases: number;
  completed: number;
  lost: number;
  stuck: number;
  is_cut: boolean;
  covered: number;
  by_week_alone: boolean;
  confidence: number;
  cycle: Spread;
  over_time: {
    from: string;
    span_hours: number;
    clock_hours: number;
    came_per_day: Series;
    ended_per_day: Series;
    under_way: LevelCourse;
  };
  throughput_per_day: Told;
  under_way: Told;
  corrections: Told;
  trips: Told;
  applicant_hours: Told;
  applicant_cost: Told;
  fees: Told;
  staff_hours: Told;
  staff_cost: Told;
  calls: Told;
  failed_calls: Told;
  fallbacks: Told;
  incidents: Told;
  items: Item[];
  desks: Desk[];
  situations: { situation: string; answer: string; share: number; mean: Told }[];
  bottleneck: { desk: string; hours: number; why: Label } | null;
  turns: number;
  activities: number;
  /** The same of each scenario, where several were simulated together. */
  scenarios?: Outcome[];
}

/** A figure before and after, and the difference by pairs of replications. */
export interface Changed {
  figure: string;
  title: Label;
  from: Told;
  to: Told;
  difference: Told;
  is_certain: boolean;
}

interface Paired {
  from: Outcome;
  to: Outcome;
  changes: Changed[];
  scenarios?: { scenario: string; changes: Changed[] }[];
}

/** A desk among those that a search moves. */
export interface SearchedDesk {
  id: string;
  title: Label;
  /** None: as many as there is work. */
  people: number | null;
}

/** A parameter that was moved, `staff.police.officer=+1`, and every figure with what is and what would be. */
export interface Moved {
  what: string;
  changes: Changed[];
}

/** What one parameter after the other brings, what moves the mean time most first. */
export interface Sensitivity {
  desks: SearchedDesk[];
  moved: Moved[];
}

/** Staff that was tried: people by desk, and what they come to. */
export interface Tried {
  people: number[];
  total: number;
  cycle_hours: number;
  p95_hours: number;
  on_time: number;
  is_best: boolean;
}

export interface Staffing {
  desks: SearchedDesk[];
  /** Fewest people of each desk whose work does not pile up. */
  least: number[];
  tried: Tried[];
}

/** One side of a run: the only one, or before and after. */
export interface Side {
  key: 'only' | 'from' | 'to';
  outcome: Outcome;
}

/** What a run came to; none while there is nothing. */
export interface Came {
  sides: Side[];
  changes: Changed[];
  /** The same of each scenario, where several were simulated together. */
  parts: { scenario: string; came: Came }[];
}

export type Kind = components['schemas']['SimulationKind'];

export function kindOf({ request }: Pick<Run, 'request'>): Kind {
  return request.kind ?? (isPaired(request) ? 'pair' : 'single');
}

/** Reads what a run came to; the description of the API leaves its inside open. None of a search. */
export function cameOf(run: Run): Came | undefined {
  const outcome = run.outcome as unknown as Outcome | Paired | Sensitivity | Staffing | null | undefined;
  if (outcome == null || 'moved' in outcome || 'tried' in outcome) return undefined;
  if (!('changes' in outcome)) {
    const only = (of: Outcome): Side[] => [{ key: 'only', outcome: of }];
    const parts = (outcome.scenarios ?? []).map((part) => ({
      scenario: part.scenario,
      came: { sides: only(part), changes: [], parts: [] },
    }));
    return { sides: only(outcome), changes: [], parts };
  }
  const both = (from: Outcome, to: Outcome): Side[] => [
    { key: 'from', outcome: from },
    { key: 'to', outcome: to },
  ];
  const parts = (outcome.scenarios ?? []).flatMap(({ scenario, changes }) => {
    const of = (whole: Outcome) => whole.scenarios?.find((part) => part.scenario === scenario);
    const [from, to] = [of(outcome.from), of(outcome.to)];
    return from && to ? [{ scenario, came: { sides: both(from, to), changes, parts: [] } }] : [];
  });
  return { sides: both(outcome.from, outcome.to), changes: outcome.changes, parts };
}

/** The scenarios of a run, the first first. */
export function scenariosOf(request: Request): string[] {
  return [request.scenario, ...(request.scenarios ?? []).map((one) => one.scenario)];
}

/** What parameters that were moved one by one came to; none where nothing was moved yet. */
export function sensitivityOf(run: Run): Sensitivity | undefined {
  const outcome = run.outcome as unknown as Sensitivity | null | undefined;
  return outcome != null && 'moved' in outcome && outcome.moved.length > 0 ? outcome : undefined;
}

/** What staff that was tried came to; none where nothing was tried yet. */
export function staffingOf(run: Run): Staffing | undefined {
  const outcome = run.outcome as unknown as Staffing | null | undefined;
  return outcome != null && 'tried' in outcome && outcome.tried.length > 0 ? outcome : undefined;
}

export function isOver(run: Run): boolean {
  return run.status !== 'queued' && run.status !== 'running';
}

export function isPaired(request: Request): boolean {
  const isAgainst = [request, ...(request.scenarios ?? [])].some((one) => one.against != null);
  return isAgainst || (request.what_if?.length ?? 0) > 0;
}
