import { useQuery } from '@tanstack/react-query';
import { api, ask } from '../../api/client';
import type { components } from '../../api/schema';

type System = components['schemas']['SystemView'];
export type Behaviour = components['schemas']['BehaviourView'];

/** A behaviour that is set for a system or one of its services. */
export interface Fault {
  target: string;
  system: System;
  service: System['services'][number] | undefined;
  behaviour: Behaviour;
  since: string | null | undefined;
}

export const SYSTEMS = ['systems', 'with faults'] as const;

/** Systems of the catalogues with what is injected into each; looked at again, for others inject too. */
export function useSystems() {
  return useQuery({
    queryKey: SYSTEMS,
    queryFn: async () => (await ask(api.GET('/api/v1/systems', { params: { query: { limit: 200 } } }))).items,
    refetchInterval: 10_000,
  });
}

/** What is injected now into these systems, those that their calls pass through included. */
export function faultsOf(systems: readonly System[], own: readonly string[]): Fault[] {
  const near = new Set(own.flatMap((id) => [id, systems.find((one) => one.id === id)?.via ?? id]));
  return systems
    .filter((system) => near.has(system.id))
    .flatMap((system) => [
      ...(system.health.behaviour == null
        ? []
        : [
            {
              target: system.id,
              system,
              service: undefined,
              behaviour: system.health.behaviour,
              since: system.health.behaviour_since,
            },
          ]),
      ...system.services.flatMap((service) =>
        service.behaviour == null
          ? []
          : [{ target: service.id, system, service, behaviour: service.behaviour, since: undefined }],
      ),
    ]);
}
