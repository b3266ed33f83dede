import { useEffect, useLayoutEffect, useRef, type ReactNode } from 'react';
import { useLocation } from 'react-router';
import { useWords } from '../../language/language';
import { words } from './words';

/** The title of a page, also of the window; whoever comes from another page is told it by being put there. */
export function Heading({
  children,
  title,
  wrong = false,
}: {
  children: ReactNode;
  title?: string;
  wrong?: boolean;
}) {
  const say = useWords(words);
  const at = useRef<HTMLHeadingElement>(null);
  const { key } = useLocation();
  const isWrong = useRef(wrong);
  isWrong.current = wrong;
  const said = title ?? (typeof children === 'string' ? children : '');
  useEffect(() => {
    document.title = `${wrong ? say.errorPrefix : ''}${said} · ${say.product}`;
  }, [said, wrong, say]);
  // At once with the page, not after: by then somebody may have gone on.
  useLayoutEffect(() => {
    // The first page of a visit is read from its start; only later ones come without one noticing.
    // Where something is wrong, one is at that already.
    if (key !== 'default' && !isWrong.current) at.current?.focus({ preventScroll: true });
  }, [key]);
  return (
    <h1 ref={at} tabIndex={-1} className="title">
      {children}
    </h1>
  );
}
