import { useSyncExternalStore } from 'react';

const query = () => window.matchMedia('(max-width: 640px)');

/** Whether the window is as narrow as a phone: names beside a chart then leave it more room. */
export function useIsNarrow(): boolean {
  return useSyncExternalStore(
    (heard) => {
      const at = query();
      at.addEventListener('change', heard);
      return () => at.removeEventListener('change', heard);
    },
    () => query().matches,
  );
}
