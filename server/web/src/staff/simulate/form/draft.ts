import type { Request } from '../outcome';

/** What somebody fills in to begin a run; what is empty is as the scenario says. */
export interface Draft {
  scenario: string | null;
  plan: string | null;
  against: string | null;
  per_day: number | null;
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
}

export const EMPTY: Draft = {
  scenario: null,
  plan: null,
  against: null,
  per_day: null,
  cases: 5_000,
  replications: 5,
  precision: null,
  warm_up: '',
  start: '',
  seed: 1,
  given: {},
  what_if: {},
};

/** What the server is asked for. */
export function requestOf(draft: Draft): Request {
  return {
    scenario: draft.scenario ?? '',
    plan: draft.plan,
    against: draft.against,
    given: Object.entries(draft.given).map(([situation, answer]) => `${situation}=${answer}`),
    // What was emptied is refused by the server in its own words.
    cases: draft.cases ?? 0,
    replications: draft.replications ?? 0,
    seed: draft.seed ?? 1,
    warm_up: draft.warm_up.trim() || null,
    per_day: draft.per_day,
    precision: draft.precision === null ? null : draft.precision / 100,
    start: draft.start.trim() || null,
    what_if: Object.entries(draft.what_if).map(([key, value]) => `${key}=${value}`),
  };
}

const pairs = (said: readonly string[] | undefined) =>
  Object.fromEntries(
    (said ?? []).map((one): [string, string] => {
      const at = one.indexOf('=');
      return [one.slice(0, at).trim(), one.slice(at + 1).trim()];
    }),
  );

/** A run that was asked for, to be changed and asked for again. */
export function draftOf(request: Request): Draft {
  return {
    scenario: request.scenario,
    plan: request.plan ?? null,
    against: request.against ?? null,
    per_day: request.per_day ?? null,
    cases: request.cases ?? EMPTY.cases,
    replications: request.replications ?? EMPTY.replications,
    precision: request.precision == null ? null : request.precision * 100,
    warm_up: request.warm_up ?? '',
    start: request.start ?? '',
    seed: request.seed ?? 1,
    given: pairs(request.given),
    what_if: pairs(request.what_if),
  };
}

/** The field at which a pointer of the server points: `/what_if/1` → `what_if.staff.police.officer`. */
export function fieldOf(pointer: string, request: Request): string {
  const [, part = '', at] = pointer.replace(/^#/, '').split('/');
  if (at === undefined || (part !== 'given' && part !== 'what_if')) return part;
  const key = request[part]?.[Number(at)]?.split('=')[0]?.trim();
  return key === undefined ? part : `${part}.${key}`;
}

/** Where a field stands in the page. */
export function idOf(field: string): string {
  return `run-${field.replace(/[^\w-]+/g, '-')}`;
}
