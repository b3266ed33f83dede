import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { api, ask } from '../../api/client';
import { useLive } from '../../api/live';
import { standingOf } from './standing';
import type { components } from '../../api/schema';

export type SystemView = components['schemas']['SystemView'];
export type Incident = components['schemas']['IncidentView'];

/** Nothing on this page is older than that. */
export const OLDEST_MS = 5_000;
const EVERY_MS = 4_000;
/** What happens is looked at this often at most, however much happens. */
const SOONEST_MS = 1_000;
const PAGE = 200;

const NOW = 'overview';
const LIBRARY = 'overview of the library';

const limited = { params: { query: { limit: PAGE } } };

/** What there is to do now. */
export function useWork(wanted: boolean) {
  return useQuery({
    queryKey: [NOW, 'work'],
    queryFn: () => ask(api.GET('/api/v1/overview')),
    refetchInterval: EVERY_MS,
    enabled: wanted,
  });
}

export function useIncidents(wanted: boolean) {
  return useQuery({
    queryKey: [NOW, 'incidents'],
    queryFn: () => ask(api.GET('/api/v1/incidents', limited)),
    refetchInterval: EVERY_MS,
    enabled: wanted,
  });
}

/** Calls that wait, by system. */
export function useWaiting(wanted: boolean) {
  return useQuery({
    queryKey: [NOW, 'calls'],
    queryFn: async () => {
      const page = await ask(api.GET('/api/v1/calls', limited));
      const by = new Map<string, number>();
      for (const call of page.items) by.set(call.system, (by.get(call.system) ?? 0) + 1);
      return by;
    },
    refetchInterval: EVERY_MS,
    enabled: wanted,
  });
}

export function useSystems() {
  return useQuery({
    queryKey: [NOW, 'systems'],
    queryFn: async () => (await ask(api.GET('/api/v1/systems', limited))).items.map(standingOf),
    refetchInterval: EVERY_MS,
  });
}

/** What time the server has, and whether testers move it. */
export function useClock() {
  return useQuery({
    queryKey: [NOW, 'clock'],
    queryFn: () => ask(api.GET('/api/v1/clock')),
    refetchInterval: EVERY_MS,
  });
}

export function useDepartments() {
  return useQuery({
    queryKey: ['departments', 'titles'],
    queryFn: () => ask(api.GET('/api/v1/departments', limited)),
    staleTime: Infinity,
    select: (page) => new Map(page.items.map((one) => [one.id, one.title])),
  });
}

export function useLibrary() {
  return useQuery({
    queryKey: [LIBRARY],
    queryFn: async () => (await ask(api.GET('/api/v1/scenarios', limited))).items,
  });
}

/** The whole library before and after. */
export function usePortfolio() {
  return useQuery({
    queryKey: [LIBRARY, 'portfolio'],
    queryFn: () => ask(api.GET('/api/v1/portfolio')),
    staleTime: 60_000,
  });
}

/** Asks anew as soon as something happens, once a second at most. */
export function useAsItHappens(wanted: boolean): void {
  const queries = useQueryClient();
  const due = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(due.current), []);
  useLive(wanted ? '/api/v1/events' : undefined, () => {
    due.current ??= setTimeout(() => {
      due.current = undefined;
      void queries.invalidateQueries({ queryKey: [NOW] });
    }, SOONEST_MS);
  });
}
