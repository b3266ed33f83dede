import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { forget, useMe, type SignedIn } from './me';
import { lastActive } from './activity';

/** A browser's timers take no more. */
const LONGEST_MS = 2 ** 31 - 1;
/** Once it is told, it is looked so often whether somebody is there again. */
const TICK_MS = 500;

/** That one is about to be signed out: when, and whether because nothing is done. */
export interface Ending {
  at: string;
  idle: boolean;
}

type Session = NonNullable<SignedIn['session']>;

/** When a session ends as things stand, in milliseconds, and whether because nothing is done. */
export function endOf(session: Session, active: number): { at: number; idle: boolean } {
  const until = session.until == null ? Infinity : Date.parse(session.until);
  const idle = active + session.idle_seconds * 1_000;
  return idle < until ? { at: idle, idle: true } : { at: until, idle: false };
}

/** Tells, a while before, that one will be signed out; and signs out who has done nothing for so long. */
export function useEnding(): Ending | undefined {
  const me = useMe();
  const session = me.error ? undefined : (me.data?.session ?? undefined);
  const queries = useQueryClient();
  const [ending, setEnding] = useState<Ending>();
  useEffect(() => {
    if (session === undefined) return setEnding(undefined);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = () => {
      const { at, idle } = endOf(session, lastActive());
      const left = at - Date.now();
      const warning = session.warning_seconds * 1_000;
      if (left <= 0 && idle) return forget(queries);
      // Whether a token is over the server says: its clock counts.
      if (left <= 0) return void queries.invalidateQueries({ queryKey: ['me'] });
      const text = new Date(at).toISOString();
      // The same said again is no news to whoever has it read out.
      setEnding((before) =>
        left > warning
          ? undefined
          : before?.at === text && before.idle === idle
            ? before
            : { at: text, idle },
      );
      timer = setTimeout(look, left > warning ? Math.min(left - warning, LONGEST_MS) : TICK_MS);
    };
    look();
    return () => clearTimeout(timer);
  }, [session, queries]);
  return ending;
}
