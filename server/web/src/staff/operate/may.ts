import type { Role } from '../../session/me';

/** The tabs, in their order. */
export const TABS = [
  'incidents',
  'systems',
  'versions',
  'deliveries',
  'store',
  'clock',
  'tokens',
  'people',
] as const;
export type Tab = (typeof TABS)[number];

const WATCHERS: readonly Role[] = ['operator', 'auditor', 'tester'];
const ACTORS: readonly Role[] = ['operator', 'tester'];

/** Who sees a tab, and who may change something there; as the server's access policy has it. */
const ALLOWED: Record<Tab, { see: readonly Role[]; act: readonly Role[] }> = {
  incidents: { see: WATCHERS, act: ACTORS },
  systems: { see: WATCHERS, act: ['tester'] },
  // Designers try what a new version would mean; they do not move anything.
  versions: { see: ['designer', ...WATCHERS], act: ACTORS },
  deliveries: { see: WATCHERS, act: ACTORS },
  people: {
    see: ['operator', 'administrator', 'auditor', 'tester'],
    act: ['operator', 'administrator', 'tester'],
  },
  store: { see: WATCHERS, act: [] },
  clock: { see: WATCHERS, act: ['tester'] },
  tokens: { see: ['administrator', 'auditor'], act: ['administrator'] },
};

/** Who sees a tab. */
export function seers(tab: Tab): readonly Role[] {
  return ALLOWED[tab].see;
}

export function tabsOf(role: string | undefined): Tab[] {
  return TABS.filter((tab) => (ALLOWED[tab].see as readonly (string | undefined)[]).includes(role));
}

export function mayAct(tab: Tab, role: string | undefined): boolean {
  return (ALLOWED[tab].act as readonly (string | undefined)[]).includes(role);
}

/** Whether a role may try a migration without moving anything. */
export function mayCheck(role: string | undefined): boolean {
  return role === 'designer' || mayAct('versions', role);
}

/** Whether a role is told who works in a department. */
export function mayList(role: string | undefined): boolean {
  return role === 'administrator' || role === 'auditor' || role === 'tester';
}
