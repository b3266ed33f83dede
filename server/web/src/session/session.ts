import { useSyncExternalStore } from 'react';
import { active } from './activity';

/** Who this window speaks as: a role of a development server, or a token. */
export interface Session {
  role?: string;
  token?: string;
  /** Nobody: whoever was here has been signed out, and says anew who they are. */
  ended?: true;
}

// Kept by window, so that two windows can be two people; the last choice is where a new window begins.
const KEY = 'onething.session';
const listeners = new Set<() => void>();

function read(): Session {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? localStorage.getItem(KEY) ?? '{}') as Session;
  } catch {
    return {};
  }
}

let current = read();

export function session(): Session {
  return current;
}

/** Speaks as somebody else from now on; a token stays with this window alone, and so does what is said `here`. */
export function speakAs(next: Session, here = false): void {
  current = next;
  // Whoever says who they are is there.
  active();
  sessionStorage.setItem(KEY, JSON.stringify(next));
  if (next.token === undefined && !here) localStorage.setItem(KEY, JSON.stringify(next));
  listeners.forEach((heard) => heard());
}

export function useSession(): Session {
  return useSyncExternalStore((heard) => {
    listeners.add(heard);
    return () => listeners.delete(heard);
  }, session);
}

/** The headers by which the server knows who asks. */
export function credentials(): Record<string, string> {
  if (current.token !== undefined) return { Authorization: `Bearer ${current.token}` };
  return current.role === undefined ? {} : { 'Onething-Role': current.role };
}
