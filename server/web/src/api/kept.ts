import { useCallback, useState } from 'react';

/** A value that stays in this browser over a reload: what somebody has typed and the server does not have yet. */
export function useKept<T>(name: string, first: T): [T, (next: T | ((before: T) => T)) => void, () => void] {
  const key = `onething.kept.${name}`;
  const [value, set] = useState<T>(() => {
    try {
      const kept = localStorage.getItem(key);
      return kept === null ? first : (JSON.parse(kept) as T);
    } catch {
      return first;
    }
  });
  const keep = useCallback(
    (next: T | ((before: T) => T)) =>
      set((before) => {
        const now = typeof next === 'function' ? (next as (before: T) => T)(before) : next;
        try {
          localStorage.setItem(key, JSON.stringify(now));
        } catch {
          // Full or refused: it is still there until the window closes.
        }
        return now;
      }),
    [key],
  );
  const forget = useCallback(() => {
    localStorage.removeItem(key);
    set(first);
    // The first value belongs to the name.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [key]);
  return [value, keep, forget];
}
