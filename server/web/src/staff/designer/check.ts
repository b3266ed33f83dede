import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { api, ask } from '../../api/client';
import type { components } from '../../api/schema';
import { isRefused } from '../../api/problem';
export type { Finding } from './finding';

export type CheckResult = components['schemas']['CheckResult'];

/** Typing goes on within so many milliseconds; a squiggle has to come within a hundred. */
const PAUSE_MS = 40;

/**
 * What the server's checker says of a text, as it is typed: findings first, for they are there at once; then what
 * follows from it. What was told before stays until then.
 */
export function useCheck(text: string, plan: string | undefined) {
  const [result, setResult] = useState<CheckResult>();
  const [error, setError] = useState<unknown>();
  const [checking, setChecking] = useState(false);
  const running = useRef<AbortController>(undefined);
  useEffect(() => {
    running.current?.abort();
    const now = new AbortController();
    running.current = now;
    const check = (findings_only: boolean) =>
      ask(
        api.POST('/api/v1/scenarios/check', {
          body: { text, plan: plan ?? null, findings_only },
          signal: now.signal,
        }),
      );
    const all = async () => {
      setChecking(true);
      try {
        const { diagnostics, sound } = await check(true);
        setResult((before) => ({ plans: [], ...before, diagnostics, sound }));
        setResult(await check(false));
        setError(undefined);
      } catch (cause) {
        if (!now.signal.aborted) setError(cause);
      }
      if (running.current === now) setChecking(false);
    };
    const wait = setTimeout(() => void all(), PAUSE_MS);
    return () => clearTimeout(wait);
  }, [text, plan]);
  return { result, error, checking };
}

/** The JSON Schema of scenario files; nothing where the server has none. */
export function useSchema() {
  return useQuery({
    queryKey: ['schema', 'scenario'],
    queryFn: async () => {
      const answer = await fetch('/schemas/scenario.v1.json');
      return answer.ok ? ((await answer.json()) as object) : {};
    },
    staleTime: Infinity,
  });
}

/** Whether something is not there. */
export function isMissing(error: unknown): boolean {
  return isRefused(error, 404);
}
