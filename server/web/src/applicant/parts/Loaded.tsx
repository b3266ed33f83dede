import type { ReactNode } from 'react';
import { Refused, Unreachable } from '../../api/problem';
import { useWords } from '../../language/language';
import { Button } from './Button';
import { Notice } from './Notice';
import { words } from './words';

/** That something is coming. */
export function Loading() {
  const say = useWords(words);
  return (
    <div role="status" className="loading">
      <span className="spinner" aria-hidden="true" />
      {say.loading}
    </div>
  );
}

/** What went wrong in the server's own words, with the mend, and a way to try again. */
export function Failure({ error, again }: { error: unknown; again?: () => void }) {
  const say = useWords(words);
  const problem = error instanceof Refused ? error.problem : undefined;
  const said = error instanceof Unreachable ? say.gone : problem?.detail;
  return (
    <div role="alert">
      <Notice kind="error" title={problem?.title ?? say.failed}>
        {said === undefined || said === problem?.title ? null : <p>{said}</p>}
        {problem?.mend ? <p>{problem.mend}</p> : null}
        {problem?.errors?.map((place) => (
          <p key={place.pointer}>
            {place.detail} {place.mend}
          </p>
        ))}
        {problem?.trace_id ? (
          <p className="small">
            {say.trace} <code>{problem.trace_id}</code>
          </p>
        ) : null}
        {again ? (
          <Button kind="second" onClick={again}>
            {say.again}
          </Button>
        ) : null}
      </Notice>
    </div>
  );
}

interface Asked<T> {
  data: T | undefined;
  error: unknown;
  refetch: () => unknown;
}

/** What was asked for, once it is there; else that it is coming, or why it is not. */
export function Loaded<T>({ of, children }: { of: Asked<T>; children: (data: T) => ReactNode }) {
  if (of.data !== undefined) return <>{children(of.data)}</>;
  if (of.error) return <Failure error={of.error} again={() => void of.refetch()} />;
  return <Loading />;
}
