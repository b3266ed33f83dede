import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { api, ask } from '../../api/client';
import type { components } from '../../api/schema';
import { isRefused } from '../../api/problem';
export type { Finding } from './finding';

export type CheckResult = components['schemas']['CheckResult'];

/** After so long a pause the process, form and figures are drawn anew. */
const DERIVE_MS = 400;

function check(text: string, plan: string | undefined, findings_only: boolean) {
  const body = { text, plan: plan ?? null, findings_only };
  return ask(api.POST('/api/v1/scenarios/check', { body }));
}

/**
 * What the server's checker says of a text, as it is typed: findings first, for they are there at once; then what
 * follows from it. What was told before stays until then. Nothing is asked before the text is there.
 */
export function useCheck(known: string | undefined, plan: string | undefined) {
  const text = known ?? '';
  const isThere = known !== undefined;
  const [result, setResult] = useState<CheckResult>();
  /** The text of which that was told. */
  const [about, setAbout] = useState<string>();
  const [error, setError] = useState<unknown>();
  const [checking, setChecking] = useState(false);
  /** Whether it was told once what follows: until then nothing is known, neither good nor bad. */
  const [isDerived, setDerived] = useState(false);
  const latest = useRef({ text, plan });
  latest.current = { text, plan };
  const busy = useRef(false);

  // Findings are there at once, so each key is told of them; keys that come faster than answers are told of together.
  const finding = useRef(false);
  useEffect(() => {
    if (!isThere) return;
    setChecking(true);
    const find = async () => {
      if (finding.current) return;
      finding.current = true;
      const asked = latest.current.text;
      try {
        const { diagnostics, sound } = await check(asked, undefined, true);
        // Where something stands is told of the text that was asked about.
        if (latest.current.text === asked) {
          setResult((before) => ({ plans: [], ...before, diagnostics, sound }));
          setAbout(asked);
          setError(undefined);
        }
      } catch (cause) {
        if (latest.current.text === asked) setError(cause);
      }
      finding.current = false;
      if (latest.current.text !== asked) void find();
    };
    void find();
  }, [text, isThere]);

  // What follows from the text takes the server longer, and what is given up there goes on: one at a time.
  useEffect(() => {
    if (!isThere) return;
    const derive = async () => {
      if (busy.current) return;
      busy.current = true;
      const asked = latest.current;
      try {
        const told = await check(asked.text, asked.plan, false);
        if (latest.current.text === asked.text) {
          setResult(told);
          setAbout(asked.text);
          setDerived(true);
          setError(undefined);
        }
      } catch (cause) {
        if (latest.current.text === asked.text) setError(cause);
      }
      busy.current = false;
      if (latest.current.text !== asked.text || latest.current.plan !== asked.plan) void derive();
      else setChecking(false);
    };
    const wait = setTimeout(() => void derive(), DERIVE_MS);
    return () => clearTimeout(wait);
  }, [text, plan, isThere]);
  return { result, about, error, checking, isDerived };
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
