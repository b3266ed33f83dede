import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { download } from '../../api/client';
import type { AskedFact } from '../data/queries';
import type { Seen } from '../parts/Upload';
import { hasPaper } from './asked';
import { upload } from './saving';

const TYPES: Record<string, string> = { jpg: 'image/jpeg', png: 'image/png', pdf: 'application/pdf' };

/**
 * A paper of an application: uploaded as soon as it is chosen, and shown, also after a reload. What the server gives
 * out has no type, so that nothing runs it; what it is stands in its name.
 */
export function usePaper(application: string, fact: AskedFact) {
  const queries = useQueryClient();
  const [chosen, choose] = useState<Seen>();
  const sending = useMutation({
    mutationFn: (file: File) => upload(application, fact.id, file),
    onSettled: () => queries.invalidateQueries({ queryKey: ['application', application] }),
  });
  const there = hasPaper(fact);
  const kept = useQuery({
    queryKey: ['paper', application, fact.id, fact.value],
    queryFn: async (): Promise<Seen> => {
      const path = `/api/v1/applications/${application}/materials/${encodeURIComponent(fact.id)}`;
      const { blob, name = fact.id } = await download(path);
      const type = TYPES[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
      return { blob: blob.slice(0, blob.size, type), name };
    },
    enabled: there && chosen === undefined,
    staleTime: Infinity,
  });
  return {
    has: there || (chosen !== undefined && sending.isSuccess),
    seen: chosen ?? (there ? kept.data : undefined),
    busy: sending.isPending,
    error: sending.error,
    take: (file: File) => {
      choose({ blob: file, name: file.name });
      sending.mutate(file, { onError: () => choose(undefined) });
    },
  };
}
