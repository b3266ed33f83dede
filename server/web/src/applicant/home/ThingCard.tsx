import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { number } from '../../language/format';
import { useLanguage, useWords } from '../../language/language';
import { scenarioOf } from '../data/queries';
import { before, jointly } from '../data/plans';
import { words } from './words';

/** One life event: its title, and what it asks of people beside what it asked before. */
export function ThingCard({ id, title }: { id: string; title: string }) {
  const say = useWords(words);
  const { language } = useLanguage();
  const scenario = useQuery(scenarioOf(id));
  const now = scenario.data && jointly(scenario.data);
  const then = scenario.data && before(scenario.data);
  const said = (plan: typeof now, figure: string) => number(plan?.figures[figure]?.base ?? 0, language);
  const figures = [
    ['fields', say.fields, say.fieldsWere],
    ['materials', say.papers, say.papersWere],
    ['trips', say.trips, say.tripsWere],
  ] as const;
  return (
    <article className="thing">
      <h2>
        <Link to={`/apply/${id}`}>{title}</Link>
      </h2>
      {now === undefined ? (
        <p className="thing-wait" />
      ) : (
        <>
          <p className="small">{say.items(said(now, 'items'), said(now, 'departments'))}</p>
          <dl className="figures">
            {figures.map(([figure, unit, were]) => (
              <div key={figure}>
                <dt>{unit}</dt>
                <dd>
                  <strong>{said(now, figure)}</strong>
                  {then === undefined ? null : <span>{were(said(then, figure))}</span>}
                </dd>
              </div>
            ))}
          </dl>
        </>
      )}
      <p className="thing-go" aria-hidden="true">
        {say.start} ›
      </p>
    </article>
  );
}
