import type { Role } from '../../session/me';

/** A page of the navigation, and the roles that have something to do there; by the server's access policy. */
export interface Page {
  path: string;
  title: 'overview' | 'scenarios' | 'designer' | 'tasks' | 'applications' | 'simulate' | 'operate';
  roles: readonly Role[];
}

const READERS = ['clerk', 'designer', 'operator', 'auditor', 'tester'] as const;

export const pages: readonly Page[] = [
  { path: '/', title: 'overview', roles: READERS },
  { path: '/scenarios', title: 'scenarios', roles: [...READERS, 'administrator', 'applicant'] },
  { path: '/designer', title: 'designer', roles: ['designer', 'tester'] },
  { path: '/tasks', title: 'tasks', roles: ['clerk', 'operator', 'auditor', 'tester'] },
  { path: '/applications', title: 'applications', roles: ['clerk', 'operator', 'auditor', 'tester'] },
  { path: '/simulate', title: 'simulate', roles: ['designer', 'tester'] },
  {
    path: '/operate',
    title: 'operate',
    roles: ['designer', 'operator', 'administrator', 'auditor', 'tester'],
  },
];

/** Whether a role sees a page. */
export function sees(role: string | undefined, page: Page): boolean {
  return role !== undefined && (page.roles as readonly string[]).includes(role);
}

/** Where a role begins. */
export function startOf(role: string | undefined): string {
  if (role === 'applicant') return '/apply';
  if (role === 'administrator') return '/operate/tokens';
  return role === 'clerk' ? '/tasks' : '/';
}
