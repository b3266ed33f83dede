import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useWords } from '../../language/language';
import { sorted } from '../apply/asked';
import { Mend } from '../apply/Mend';
import { askedOf, eventsOf, type Application } from '../data/queries';
import { reasons } from '../data/story';
import { ButtonLink } from '../parts/Button';
import { Heading } from '../parts/Heading';
import { Loaded } from '../parts/Loaded';
import { Notice } from '../parts/Notice';
import { words } from './words';

/** Correction (补正): only what was found wrong, with the reason. */
export function Mending({ application }: { application: Application }) {
  const say = useWords(words);
  const asked = useQuery(askedOf(application.id));
  const events = useQuery(eventsOf(application.id));
  const [done, set] = useState(false);
  const back = `/track/${application.id}`;
  return (
    <Loaded of={asked}>
      {({ facts }) => {
        const { wanted } = sorted(facts);
        if (done || wanted.length === 0) {
          return (
            <>
              <Heading key="done">{say.mendTitle}</Heading>
              <div role="status">
                <Notice kind={done ? 'success' : 'info'}>{done ? say.mendDone : say.mendNone}</Notice>
              </div>
              <div className="actions">
                <ButtonLink to={back}>{say.back}</ButtonLink>
              </div>
            </>
          );
        }
        const why = new Map([...reasons(events.data ?? [])].map(([fact, text]) => [fact, say.mendWhy(text)]));
        return (
          <>
            <Mend
              application={application}
              wanted={wanted}
              reasons={why}
              send={say.mendSend}
              sent={() => set(true)}
            >
              <Heading>{say.mendTitle}</Heading>
              <p className="lead">{say.mendAbout}</p>
            </Mend>
            <div className="actions">
              <ButtonLink to={back} kind="quiet">
                {say.back}
              </ButtonLink>
            </div>
          </>
        );
      }}
    </Loaded>
  );
}
