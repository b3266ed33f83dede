import type { Role } from '../../session/me';

/** What a role is told of on this page; as the server's access policy has it. */
export function may(role: string | undefined): {
  work: boolean;
  incidents: boolean;
  calls: boolean;
  simulate: boolean;
} {
  const is = (...roles: Role[]) => (roles as (string | undefined)[]).includes(role);
  return {
    work: is('clerk', 'operator', 'auditor', 'tester'),
    incidents: is('operator', 'auditor', 'tester'),
    calls: is('operator', 'auditor', 'tester'),
    simulate: is('designer', 'tester'),
  };
}
