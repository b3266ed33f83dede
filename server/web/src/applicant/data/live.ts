import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useLive } from '../../api/live';

/** Events that come together are one change. */
const TOGETHER_MS = 150;

/** Reads an application anew whenever something happens to it. */
export function useFollowing(id: string | undefined): void {
  const queries = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  useLive(id === undefined ? undefined : `/api/v1/applications/${id}/events`, () => {
    clearTimeout(timer.current);
    timer.current = setTimeout(
      () => void queries.invalidateQueries({ queryKey: ['application', id] }),
      TOGETHER_MS,
    );
  });
}
