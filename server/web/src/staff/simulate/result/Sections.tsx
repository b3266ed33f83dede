import type { ReactNode } from 'react';
import { useWords } from '../../../language/language';
import { words } from './words';

export interface Section {
  id: string;
  title: string;
  content: ReactNode;
  /** Choices that belong to it, beside its title. */
  beside?: ReactNode;
}

/** The parts of a result as cards, with the way to each. */
export function Sections({ sections }: { sections: readonly Section[] }) {
  const say = useWords(words);
  return (
    <>
      <nav className="sim-sections no-print" aria-label={say.sections}>
        {sections.map(({ id, title }) => (
          <a key={id} href={`#${id}`}>
            {title}
          </a>
        ))}
      </nav>
      {sections.map(({ id, title, content, beside }) => (
        <section key={id} id={id} className="card sim-section" aria-labelledby={`${id}-title`}>
          <div className="card-head">
            <h2 id={`${id}-title`}>{title}</h2>
            {beside}
          </div>
          {content}
        </section>
      ))}
    </>
  );
}
