import { useLayoutEffect, useRef } from 'react';
import { useWords } from '../../language/language';
import { words } from './words';

/** Something that is wrong: where, and in the words that stand there too. */
export interface Fault {
  id: string;
  text: string;
}

/** Everything that is wrong, on top of a page, with the way to each; each time it is told anew one is at the first. */
export function ErrorSummary({ faults, told }: { faults: Fault[]; told: number }) {
  const say = useWords(words);
  const first = useRef<string>(undefined);
  first.current = faults[0]?.id;
  const some = faults.length > 0;
  useLayoutEffect(() => {
    if (some && told > 0 && first.current !== undefined) goTo(first.current);
  }, [told, some]);
  if (!some) return null;
  return (
    <div className="summary" role="alert" aria-labelledby="summary-title">
      <h2 id="summary-title">{say.problem}</h2>
      <ul>
        {faults.map((fault) => (
          <li key={fault.id}>
            <a
              href={`#${CSS.escape(fault.id)}`}
              onClick={(event) => {
                event.preventDefault();
                goTo(fault.id);
              }}
            >
              {fault.text}
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Puts the focus on a field, or on the first control of a group. */
export function goTo(id: string): void {
  const place = document.getElementById(id);
  const control = place?.matches('input, select, textarea, button')
    ? place
    : place?.querySelector<HTMLElement>('input, select, textarea, button');
  (control ?? place)?.focus();
  (place ?? control)?.scrollIntoView({ block: 'center' });
}
