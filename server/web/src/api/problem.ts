import type { components } from './schema';

/** A refusal as the server words it: in the reader's language, with the mend. */
export type Problem = components['schemas']['Problem'];

/** The server refused what was asked. */
export class Refused extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail || problem.title);
    this.name = 'Refused';
  }
}

/** The server could not be reached; what was asked may or may not have come there. */
export class Unreachable extends Error {
  constructor(cause: unknown) {
    super('unreachable', { cause });
    this.name = 'Unreachable';
  }
}

/** Whether a refusal is of one of these statuses. */
export function isRefused(error: unknown, ...statuses: number[]): error is Refused {
  return error instanceof Refused && (statuses.length === 0 || statuses.includes(error.problem.status));
}
