import type { Request } from '../outcome';

/** Another scenario whose applications come at the same time and wait at the same desks. */
export interface Beside {
  scenario: string;
  plan: string | null;
  against: string | null;
  per_day: number | null;
}

/** What somebody fills in to begin a run; what is empty is as the scenario says. */
export interface Draft {
  /** A run of one plan or of two, or a search. */
  kind: 'play' | 'sensitivity' | 'staffing';
  name: string;
  scenario: string | null;
  plan: string | null;
  against: string | null;
  per_day: number | null;
  beside: Beside[];
  cases: number | null;
  replications: number | null;
  /** In percent of the mean time. */
  precision: number | null;
  warm_up: string;
  /** `2026-03-02 09:00` */
  start: string;
  seed: number | null;
  given: Record<string, string>;
  /** Changes by key: `staff.police.officer` → `9`. */
  what_if: Record<string, string>;
  /** Of a search of staff: most people, and most that are tried. */
  budget: number | null;
  candidates: number | null;
}

export const EMPTY: Draft = {
  kind: 'play',
  name: '',
  scenario: null,
  plan: null,
  against: null,
  per_day: null,
  beside: [],
  cases: 5_000,
  replications: 5,
  precision: null,
  warm_up: '',
  start: '',
  seed: 1,
  given: {},
  what_if: {},
  budget: null,
  candidates: 100,
};

/** What the server is asked for; of what does not belong to its kind nothing. */
export function requestOf(draft: Draft): Request {
  const { kind } = draft;
  const isStaffing = kind === 'staffing';
  return {
    ...(kind === 'play' ? {} : { kind }),
    name: draft.name.trim() || null,
    scenario: draft.scenario ?? '',
    ...(draft.beside.length > 0
      ? { scenarios: draft.beside.map((one) => ({ ...one, against: kind === 'play' ? one.against : null })) }
      : {}),
    plan: draft.plan,
    against: kind === 'play' ? draft.against : null,
    given: Object.entries(draft.given).map(([situation, answer]) => `${situation}=${answer}`),
    // What was emptied is refused by the server in its own words.
    cases: draft.cases ?? 0,
    // Each staffing is played once.
    replications: isStaffing ? 1 : (draft.replications ?? 0),
    seed: draft.seed ?? 1,
    warm_up: draft.warm_up.trim() || null,
    per_day: draft.per_day,
    precision: isStaffing || draft.precision === null ? null : draft.precision / 100,
    start: draft.start.trim() || null,
    what_if: kind === 'play' ? Object.entries(draft.what_if).map(([key, value]) => `${key}=${value}`) : [],
    ...(isStaffing ? { budget: draft.budget, candidates: draft.candidates } : {}),
  };
}

/** Changes as they are said, `staff.police.officer=9`, by key. */
export const pairs = (said: readonly string[] | undefined) =>
  Object.fromEntries(
    (said ?? []).map((one): [string, string] => {
      const at = one.indexOf('=');
      return [one.slice(0, at).trim(), one.slice(at + 1).trim()];
    }),
  );

/** A run that was asked for, to be changed and asked for again; its name stays its own. */
export function draftOf(request: Request): Draft {
  const { kind } = request;
  return {
    kind: kind === 'sensitivity' || kind === 'staffing' ? kind : 'play',
    name: '',
    scenario: request.scenario,
    plan: request.plan ?? null,
    against: request.against ?? null,
    per_day: request.per_day ?? null,
    beside: (request.scenarios ?? []).map(({ scenario, plan, against, per_day }) => ({
      scenario,
      plan: plan ?? null,
      against: against ?? null,
      per_day: per_day ?? null,
    })),
    cases: request.cases ?? EMPTY.cases,
    replications: kind === 'staffing' ? EMPTY.replications : (request.replications ?? EMPTY.replications),
    precision: request.precision == null ? null : request.precision * 100,
    warm_up: request.warm_up ?? '',
    start: request.start ?? '',
    seed: request.seed ?? 1,
    given: pairs(request.given),
    what_if: pairs(request.what_if),
    budget: request.budget ?? null,
    candidates: request.candidates ?? EMPTY.candidates,
  };
}

/** The field at which a pointer of the server points: `/what_if/1` → `what_if.staff.police.officer`. */
export function fieldOf(pointer: string, request: Request): string {
  const [, part = '', at, inner] = pointer.replace(/^#/, '').split('/');
  if (part === 'scenarios') return ['beside', at, inner].filter(Boolean).join('.');
  if (at === undefined || (part !== 'given' && part !== 'what_if')) return part;
  const key = request[part]?.[Number(at)]?.split('=')[0]?.trim();
  return key === undefined ? part : `${part}.${key}`;
}

/** Where a field stands in the page. */
export function idOf(field: string): string {
  return `run-${field.replace(/[^\w-]+/g, '-')}`;
}
