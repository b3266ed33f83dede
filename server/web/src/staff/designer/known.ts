import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { api, ask } from '../../api/client';
import type { components } from '../../api/schema';
import { isMissing, useSchema } from './check';
import { KINDS, type Kind, type Known, type Name } from './completion';
import type { Schema } from './schema';

type Told = components['schemas']['NamesView'];

/** A name without a title of its own. */
const bare = (id: string): Name => ({ id, title: { zh: '', en: '' } });

function namesOf(id: string): Promise<Told> {
  return ask(api.GET('/api/v1/scenarios/{id}/names', { params: { path: { id } } }));
}

/** The catalogues that a text lists, on one line or one a line. */
export function cataloguesIn(text: string): string[] {
  const found = /^catalogue:[ \t]*(\[[^\]]*\]|(?:\n[ \t]*-[^\n]*)+)/m.exec(text)?.[1] ?? '';
  return found.match(/[\p{L}\p{N}_]+/gu) ?? [];
}

/** What the catalogues of a text define, as published scenarios that list none but these tell it. */
async function namesBeside(listed: readonly string[]): Promise<Told[]> {
  const query = { limit: 100 };
  const { items } = await ask(api.GET('/api/v1/scenarios', { params: { query } }));
  const told = await Promise.all(items.filter(({ sound }) => sound).map(({ id }) => namesOf(id)));
  return told.map((names) => {
    const isWithin = names.catalogues.every(({ id }) => listed.includes(id));
    // Of others only that there are such catalogues.
    return isWithin ? names : { ...EMPTY, catalogues: names.catalogues };
  });
}

const EMPTY = Object.fromEntries(KINDS.map((kind) => [kind, []])) as unknown as Told;

/** Names of one kind, each once. */
function together(all: readonly Told[], kind: Kind): Name[] {
  const names = all.flatMap((told) =>
    (told[kind] as (string | Name)[]).map((one) => (typeof one === 'string' ? bare(one) : one)),
  );
  return [...new Map(names.map((name) => [name.id, name])).values()];
}

/** What completion knows: the schema, and the names that the catalogues of a scenario define. */
export function useKnown(scenario: string, text: string): Known {
  const schema = useSchema();
  const listed = cataloguesIn(text).join(',');
  const names = useQuery({
    queryKey: ['names', scenario, listed],
    queryFn: async () => {
      try {
        return [await namesOf(scenario)];
      } catch (cause) {
        // What was never published lists catalogues that others list too.
        if (isMissing(cause)) return namesBeside(listed.split(','));
        throw cause;
      }
    },
    staleTime: 60_000,
    placeholderData: keepPreviousData,
  });
  return useMemo(() => {
    const all = names.data ?? [];
    const known = Object.fromEntries(KINDS.map((kind) => [kind, together(all, kind)]));
    return { schema: (schema.data ?? {}) as Schema, names: known as Record<Kind, Name[]> };
  }, [schema.data, names.data]);
}
