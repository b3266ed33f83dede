import { Alert, Button, Skeleton } from 'antd';
import type { ReactNode } from 'react';
import { Refused, Unreachable } from '../../api/problem';
import { useReachable } from '../../api/reachable';
import { useWords } from '../../language/language';
import { words } from './words';

/** What went wrong in the server's own words, with the mend, and a way to try again. */
export function Failure({ error, again }: { error: unknown; again?: () => void }) {
  const say = useWords(words);
  const reachable = useReachable();
  // What was asked while nobody was there can be asked again by now; that is no failure any more.
  if (error instanceof Unreachable && reachable) {
    return (
      <Alert
        type="info"
        showIcon
        role="alert"
        title={say.isBack}
        action={again ? <Button onClick={again}>{say.again}</Button> : undefined}
      />
    );
  }
  const problem = error instanceof Refused ? error.problem : undefined;
  const said = error instanceof Unreachable ? say.gone : (problem?.detail ?? String(error));
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      title={problem?.title ?? say.failed}
      description={
        <>
          {/* A refusal without particulars says the same twice. */}
          {said === problem?.title ? null : <div>{said}</div>}
          {problem?.mend ? <div>{problem.mend}</div> : null}
          {problem?.errors?.map((place) => (
            <div key={place.pointer}>
              <code>{place.pointer}</code> {place.detail} {place.mend}
            </div>
          ))}
          {problem?.trace_id ? (
            <small>
              {say.trace} <code>{problem.trace_id}</code>
            </small>
          ) : null}
        </>
      }
      action={again ? <Button onClick={again}>{say.again}</Button> : undefined}
    />
  );
}

interface Asked<T> {
  data: T | undefined;
  error: unknown;
  refetch: () => unknown;
}

/** What was asked for, once it is there; else that it is coming, or why it is not. */
export function Loaded<T>({ of, children }: { of: Asked<T>; children: (data: T) => ReactNode }) {
  const say = useWords(words);
  if (of.data !== undefined) return <>{children(of.data)}</>;
  if (of.error) return <Failure error={of.error} again={() => void of.refetch()} />;
  return (
    <div role="status" aria-live="polite">
      <span className="sr-only">{say.loading}</span>
      <Skeleton active />
    </div>
  );
}

/** A page that could not be drawn, or whose part could not be fetched: what was typed elsewhere is kept. */
export function Broken({ error }: { error: unknown }) {
  return <Failure error={error} again={() => window.location.reload()} />;
}
