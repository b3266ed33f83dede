import type { Incident, SystemView } from './data';

export type State = 'up' | 'down' | 'slow' | 'failing' | 'no_worker' | 'by_hand';

/** A system, and how it stands. */
export type Standing = SystemView & SystemView['health'];

/** A system as the server tells it, with what is so of it now. */
export function standingOf(system: SystemView): Standing {
  return { ...system, ...system.health };
}

/** A system that something waits for. */
export interface Troubled {
  system: Standing;
  waiting: number;
  blocked: number;
}

/** Systems that somebody should look at, the worst first; `incidents` and `calls` as far as they may be seen. */
export function troubled(
  systems: Standing[],
  incidents: Incident[],
  calls: Map<string, number> | undefined,
): Troubled[] {
  const blocked = new Map<string, Set<string>>();
  for (const { system, application } of incidents) {
    if (system == null) continue;
    blocked.set(system, (blocked.get(system) ?? new Set()).add(application));
  }
  return systems
    .map((system) => ({
      system,
      waiting: Math.max(system.waiting, calls?.get(system.id) ?? 0),
      blocked: blocked.get(system.id)?.size ?? 0,
    }))
    .filter(({ system, waiting, blocked }) => waiting > 0 || blocked > 0 || isBad(system.state))
    .sort((a, b) => b.blocked - a.blocked || b.waiting - a.waiting);
}

export function isBad(state: State | undefined): boolean {
  return state !== undefined && state !== 'up' && state !== 'by_hand';
}
