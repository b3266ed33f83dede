import { Alert } from 'antd';
import { useEffect, useRef } from 'react';
import { Link, useLocation } from 'react-router';
import { useSay, useWords } from '../../language/language';
import type { Label } from '../../language/words';
import { words as afterWords } from './afterWords';

/** What was just done, handed on to the page that comes next. */
export interface Done {
  deed: string;
  title: Label;
  /** Of the application. */
  number: string;
  /** What the same department has to do next for the same application. */
  also: { id: string; title: Label }[];
  isLast?: boolean;
}

/** Tells what was just done and what the application goes on with. */
export function DoneBanner() {
  const say = useWords(afterWords);
  const told = useSay();
  const { state, pathname } = useLocation() as { state: { done?: Done } | null; pathname: string };
  const done = state?.done;
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Who came here by keyboard goes on from here.
    if (done !== undefined) box.current?.focus();
  }, [done, pathname]);
  if (done === undefined) return null;
  return (
    <div ref={box} tabIndex={-1} className="done">
      <Alert
        type="success"
        showIcon
        role="status"
        closable
        title={say.done[done.deed]?.(told(done.title), done.number)}
        description={
          <>
            {done.isLast ? say.noNext : say.nowNext}{' '}
            {done.also.length === 0 ? null : (
              <>
                {say.follow}
                {done.also.map((one) => (
                  <Link key={one.id} to={`/tasks/${one.id}`} className="done-also">
                    {told(one.title)}
                  </Link>
                ))}
              </>
            )}
          </>
        }
      />
    </div>
  );
}
