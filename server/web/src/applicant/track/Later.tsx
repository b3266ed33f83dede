import { useQuery } from '@tanstack/react-query';
import { moment } from '../../language/format';
import { useLanguage, useWords } from '../../language/language';
import { useSorted } from '../apply/asked';
import { Paper } from '../apply/Paper';
import { eventsOf, type Application } from '../data/queries';
import { promisedUntil } from '../data/story';
import { ButtonLink } from '../parts/Button';
import { Heading } from '../parts/Heading';
import { Loaded } from '../parts/Loaded';
import { Notice } from '../parts/Notice';
import { words } from './words';

/** Papers that were promised (容缺): each is handed in by uploading it. */
export function Later({ application }: { application: Application }) {
  const say = useWords(words);
  const { language } = useLanguage();
  const asked = useSorted(application.id);
  const events = useQuery(eventsOf(application.id));
  return (
    <>
      <Heading>{say.laterTitle}</Heading>
      <Loaded of={asked}>
        {({ promised }) => {
          return (
            <>
              <div role="status">
                {promised.length === 0 ? <Notice kind="success">{say.laterDone}</Notice> : null}
              </div>
              {promised.length > 0 ? <p className="lead">{say.laterAbout}</p> : null}
              {promised.map((fact) => {
                const until = promisedUntil(fact.id, events.data ?? []);
                return (
                  <Paper
                    key={fact.id}
                    application={application.id}
                    fact={{ ...fact, state: 'unknown', deferrable: false }}
                    hint={until === undefined ? null : <p>{say.laterBy(moment(until, language))}</p>}
                  />
                );
              })}
            </>
          );
        }}
      </Loaded>
      <div className="actions">
        <ButtonLink to={`/track/${application.id}`} kind="second">
          {say.back}
        </ButtonLink>
      </div>
    </>
  );
}
