import { useQuery } from '@tanstack/react-query';
import { useSay, useWords, useLanguage } from '../../language/language';
import { limitSaid } from '../data/limits';
import { numberOf } from '../data/number';
import { useDepartments, type Application, type Scenario } from '../data/queries';
import { eventsOf } from '../data/queries';
import { moment } from '../../language/format';
import { NowSentence } from '../track/Now';
import { ButtonLink } from '../parts/Button';
import { Heading } from '../parts/Heading';
import { words } from './words';
import { first } from '../data/story';

/** The receipt: the number, what happens next and by when. */
export function Done({ application, scenario }: { application: Application; scenario: Scenario }) {
  const say = useWords(words);
  const told = useSay();
  const { language } = useLanguage();
  const departments = useDepartments();
  const events = useQuery(eventsOf(application.id));
  const at = first(events.data ?? [], 'submitted');
  return (
    <>
      <section className="card done">
        <p className="done-sign" aria-hidden="true">
          ✓
        </p>
        <Heading>{say.doneTitle}</Heading>
        <p>{told(scenario.title)}</p>
        {at === undefined ? null : <p className="small">{moment(at, language)}</p>}
        <p>
          {say.number}
          <br />
          <code className="done-number">{numberOf(application)}</code>
        </p>
        <p className="small">{say.doneKeep}</p>
      </section>
      <section className="card">
        <h2>{say.doneNext}</h2>
        <p role="status">
          <NowSentence application={application} />
        </p>
        <h2>{say.doneBy}</h2>
        <dl className="rows">
          {application.items.map((item) => {
            const department = departments.data?.get(item.department);
            return (
              <div key={item.id}>
                <dt>{department ? told(department) : ''}</dt>
                <dd>
                  {told(item.title)}
                  <span className="small block">
                    {item.limit ? `${say.time0} ${limitSaid(item.limit, language)}` : ''}
                  </span>
                </dd>
              </div>
            );
          })}
        </dl>
      </section>
      <div className="actions">
        <ButtonLink to={`/track/${application.id}`}>{say.track}</ButtonLink>
        <ButtonLink to={`/track/${application.id}?paper=receipt`} kind="second">
          {say.print}
        </ButtonLink>
      </div>
    </>
  );
}
