import { useSyncExternalStore } from 'react';

const wish = () => window.matchMedia('(prefers-reduced-motion: reduce)');

/** Whether somebody wants nothing to move by itself, as their system says. */
export function isStill(): boolean {
  return wish().matches;
}

/** The same, also where they change their mind. */
export function useStill(): boolean {
  return useSyncExternalStore((heard) => {
    const asked = wish();
    asked.addEventListener('change', heard);
    return () => asked.removeEventListener('change', heard);
  }, isStill);
}
