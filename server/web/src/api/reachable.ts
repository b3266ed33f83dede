import { useSyncExternalStore } from 'react';

// Whether the server answers. Once it does not, it is asked for until it does again.
let reachable = true;
const listeners = new Set<() => void>();
const AGAIN_MS = 2_000;

function set(next: boolean): void {
  if (next === reachable) return;
  reachable = next;
  listeners.forEach((heard) => heard());
}

async function look(): Promise<void> {
  try {
    const answer = await fetch('/api/v1/me', { cache: 'no-store' });
    // A refusal is an answer too; what stands before a server that is gone says that something is wrong there.
    if (answer.status < 500) return set(true);
  } catch {
    // Still gone.
  }
  setTimeout(() => void look(), AGAIN_MS);
}

/** Somebody found that the server does not answer. */
export function lost(): void {
  if (!reachable) return;
  set(false);
  setTimeout(() => void look(), AGAIN_MS);
}

/** Somebody had an answer. */
export function found(): void {
  set(true);
}

/** Hears of every change. */
export function onReachable(heard: (reachable: boolean) => void): () => void {
  const listener = () => heard(reachable);
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useReachable(): boolean {
  return useSyncExternalStore(
    (heard) => {
      listeners.add(heard);
      return () => listeners.delete(heard);
    },
    () => reachable,
  );
}
