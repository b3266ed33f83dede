import { useQuery } from '@tanstack/react-query';
import { api, ask } from '../../api/client';

/** One event of an application as the journal has it, with names in place of positions. */
export interface Happened {
  sequence: number;
  at: string;
  by: unknown;
  event: string;
  step?: string;
  item?: string;
  fact?: string;
  [detail: string]: unknown;
}

/** Events of an application, the first first, and who asked for the turn that each is of. */
export interface History {
  events: readonly Happened[];
  /** By sequence: the principal, where it was one. */
  by: ReadonlyMap<number, string>;
}

/** Everything that happened to an application; for those who may read what people told. */
export function useHistory(application: string, on: boolean) {
  return useQuery({
    queryKey: ['application', application, 'events'],
    enabled: on,
    queryFn: () => history(application),
    // Told live: what is there is put behind what was read.
    staleTime: Infinity,
    structuralSharing: false,
  });
}

async function history(application: string): Promise<History> {
  const answer = await ask(
    api.GET('/api/v1/applications/{id}/events', { params: { path: { id: application } } }),
  );
  const by = new Map<number, string>();
  const events: Happened[] = [];
  for (const turn of 'turns' in answer ? answer.turns : []) {
    for (const event of turn.events as Happened[]) {
      events.push(event);
      if (turn.by != null) by.set(event.sequence, turn.by);
    }
  }
  return { events, by };
}
