import { useCallback, useEffect, useRef, useState } from 'react';
import { useKept } from '../../api/kept';
import { Refused, Unreachable } from '../../api/problem';
import { useReachable } from '../../api/reachable';
import { useLanguage } from '../../language/language';
import type { AskedFact } from '../data/queries';
import { faultOf, tidied } from './check';
import { useHanding } from './saving';

/**
 * A field that is left is looked at a moment later: what is said of it moves what is below, and a button must not move
 * while it is being pressed.
 */
const PRESSED_MS = 200;

/** How far what was typed has come: to the server, or as far as this device. */
export type Standing = { kind: 'quiet' | 'saving' | 'kept' } | { kind: 'saved'; at: Date };

export interface Entries {
  valueOf: (fact: AskedFact) => string;
  errorOf: (fact: AskedFact) => string | undefined;
  write: (fact: AskedFact, text: string) => void;
  /** Somebody leaves a field: it is looked at and saved. */
  leave: (fact: AskedFact, text?: string) => void;
  /** What is wrong with some facts, once they are to be handed in; `needed` says what is missing. */
  check: (facts: AskedFact[], needed: (fact: AskedFact) => string) => Map<string, string>;
  /** Saves all that is not saved yet; whether all of it is. */
  settle: (facts: AskedFact[]) => Promise<boolean>;
  /** Takes what the server said of fields; whether it said something of one of them. */
  take: (error: unknown) => boolean;
  forget: () => void;
  standing: Standing;
  /** Why saving was refused, where it is no single field's fault. */
  failure: unknown;
}

/** The facts that a refusal names, and what it says of them. */
export function faultsOf(error: unknown): Map<string, string> {
  const places = error instanceof Refused ? (error.problem.errors ?? []) : [];
  const found = new Map<string, string>();
  for (const place of places) {
    const fact = /^\/(?:form|materials)\/(.+)$/.exec(place.pointer)?.[1];
    if (fact !== undefined) {
      found.set(fact.replace(/~1/g, '/').replace(/~0/g, '~'), `${place.detail} — ${place.mend}`);
    }
  }
  return found;
}

/**
 * What is typed into the fields of an application: kept on this device, saved as one goes, checked on leaving. `told`
 * is what was said of them where they were handed in.
 */
export function useEntries(id: string, facts: AskedFact[], told?: [string, string][]): Entries {
  const { language } = useLanguage();
  const hand = useHanding(id);
  const reachable = useReachable();
  const [typed, keep, forget] = useKept<Record<string, string>>(`typed.${id}`, {});
  const [errors, setErrors] = useState<ReadonlyMap<string, string>>(() => new Map(told));
  const [standing, setStanding] = useState<Standing>({ kind: 'quiet' });
  const [failure, setFailure] = useState<unknown>();
  const latest = useRef({ typed, facts });
  latest.current = { typed, facts };

  const valueOf = useCallback((fact: AskedFact) => typed[fact.id] ?? fact.value ?? '', [typed]);
  const errorOf = useCallback((fact: AskedFact) => errors.get(fact.id), [errors]);
  const setError = useCallback(
    (fact: string, text: string | undefined) =>
      setErrors((before) => {
        const next = new Map(before);
        if (text === undefined) next.delete(fact);
        else next.set(fact, text);
        return next;
      }),
    [],
  );
  const take = useCallback((error: unknown) => {
    const found = faultsOf(error);
    setErrors((before) => new Map([...before, ...found]));
    return found.size > 0;
  }, []);

  const save = useCallback(
    async (form: Record<string, string>): Promise<boolean> => {
      if (Object.keys(form).length === 0) return true;
      setStanding({ kind: 'saving' });
      setFailure(undefined);
      try {
        await hand('save', { form });
        keep((before) =>
          Object.fromEntries(Object.entries(before).filter(([fact, text]) => form[fact] !== text)),
        );
        setStanding({ kind: 'saved', at: new Date() });
        return true;
      } catch (error) {
        setStanding({ kind: error instanceof Unreachable ? 'kept' : 'quiet' });
        if (!take(error) && !(error instanceof Unreachable)) setFailure(error);
        return false;
      }
    },
    [hand, keep, take],
  );

  const write = useCallback(
    (fact: AskedFact, text: string) => {
      keep((before) => ({ ...before, [fact.id]: text }));
      // What is being mended is not called wrong while it is.
      setError(fact.id, undefined);
    },
    [keep, setError],
  );

  /** What stands in a field as it would be sent, where it differs from what the server has. */
  const pending = useCallback(
    (some: AskedFact[]): Record<string, string> => {
      const all = some.flatMap((fact) => {
        const text = tidied(fact, latest.current.typed[fact.id] ?? '');
        const sends =
          text !== '' && text !== (fact.value ?? '') && faultOf(fact, text, language) === undefined;
        return sends ? [[fact.id, text] as const] : [];
      });
      return Object.fromEntries(all);
    },
    [language],
  );

  const settleOn = useCallback(
    (fact: AskedFact, text?: string) => {
      const tidy = tidied(fact, text ?? latest.current.typed[fact.id] ?? fact.value ?? '');
      if (text !== undefined || latest.current.typed[fact.id] !== undefined) {
        keep((before) => ({ ...before, [fact.id]: tidy }));
      }
      // Nothing is missing before it is handed in.
      if (tidy === '') return;
      const fault = faultOf(fact, tidy, language);
      setError(fact.id, fault);
      if (fault === undefined && tidy !== (fact.value ?? '')) void save({ [fact.id]: tidy });
    },
    [keep, language, save, setError],
  );

  const leave = useCallback(
    (fact: AskedFact, text?: string) => {
      if (text !== undefined) settleOn(fact, text);
      else setTimeout(() => settleOn(fact), PRESSED_MS);
    },
    [settleOn],
  );

  const check = useCallback(
    (some: AskedFact[], needed: (fact: AskedFact) => string) => {
      const found = new Map<string, string>();
      for (const fact of some) {
        const text = tidied(fact, typed[fact.id] ?? fact.value ?? '');
        const fault = text === '' ? needed(fact) : faultOf(fact, text, language);
        if (fault !== undefined) found.set(fact.id, fault);
      }
      setErrors(found);
      return found;
    },
    [typed, language],
  );

  const settle = useCallback((some: AskedFact[]) => save(pending(some)), [save, pending]);
  useEffect(() => {
    // Once the server is back, what was typed meanwhile goes there.
    if (reachable && standing.kind === 'kept') void settle(latest.current.facts);
  }, [reachable, standing.kind, settle]);

  return { valueOf, errorOf, write, leave, check, settle, take, forget, standing, failure };
}
