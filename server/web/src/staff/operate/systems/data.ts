import { useQuery } from '@tanstack/react-query';
import { api, ask } from '../../../api/client';
import type { components } from '../../../api/schema';
import { isBad, standingOf, type Standing } from '../../overview/standing';

export type Call = components['schemas']['CallListed'];
export type Behaviour = components['schemas']['BehaviourView'];
/** A system, how it stands, what waits for it and what it holds up. */
export type Row = Standing & {
  calls: Call[];
  blocked: number;
};

export const SYSTEMS = ['operate', 'systems'] as const;
const limited = { params: { query: { limit: 200 } } };

/** Systems with what waits for them, the worst first. */
export function useSystems() {
  return useQuery({
    queryKey: SYSTEMS,
    queryFn: async (): Promise<Row[]> => {
      const [systems, calls, incidents] = await Promise.all([
        ask(api.GET('/api/v1/systems', limited)),
        ask(api.GET('/api/v1/calls', limited)),
        ask(api.GET('/api/v1/incidents', limited)),
      ]);
      const rows = systems.items.map((system) => ({
        ...standingOf(system),
        calls: calls.items.filter((call) => call.system === system.id),
        blocked: new Set(
          incidents.items.filter((one) => one.system === system.id).map((one) => one.application),
        ).size,
      }));
      const isOff = (row: Row) => Number(isBad(row.state) || injected(row).length > 0);
      return rows.sort(
        (a, b) => b.blocked - a.blocked || isOff(b) - isOff(a) || b.calls.length - a.calls.length,
      );
    },
    refetchInterval: 5_000,
  });
}

/** What of a system behaves otherwise than usual: itself, its services. */
export function injected(row: Row): string[] {
  return [
    ...(row.behaviour == null ? [] : [row.id]),
    ...row.services.flatMap((service) => (service.behaviour == null ? [] : [service.id])),
  ];
}

/** Makes a system, service or licence behave like this from now on. */
export function behave(target: string, behaviour: Behaviour) {
  const params = { path: { id: target } };
  return ask(api.PUT('/api/v1/systems/{id}/behaviour', { params, body: behaviour }));
}
