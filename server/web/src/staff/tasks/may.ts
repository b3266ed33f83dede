import { useMe, type Role } from '../../session/me';

/** Who does what with tasks, by the server's access policy. */
const ROLES = {
  /** Claims and decides. */
  decide: ['clerk', 'tester'],
  /** Reads what an application's people told, and what happened to it in full. */
  readFacts: ['clerk', 'auditor', 'tester'],
  /** Looks at what was handed in. */
  readFiles: ['clerk', 'tester'],
  /** Knows who works in a department. */
  knowColleagues: ['clerk', 'administrator', 'auditor', 'tester'],
} as const satisfies Record<string, readonly Role[]>;

/** Whether somebody may; none is known of anybody before they are known. */
export function may(role: string | undefined, what: keyof typeof ROLES): boolean {
  return role !== undefined && (ROLES[what] as readonly string[]).includes(role);
}

export function useMay(what: keyof typeof ROLES): boolean {
  return may(useMe().data?.role, what);
}
