import { useState } from 'react';
import { useSay, useWords } from '../../language/language';
import { useSorted } from '../apply/asked';
import { Mend } from '../apply/Mend';
import type { Application } from '../data/queries';
import { ButtonLink } from '../parts/Button';
import { Heading } from '../parts/Heading';
import { Loaded } from '../parts/Loaded';
import { Notice } from '../parts/Notice';
import { words } from './words';

/** Correction (补正): only what was found wrong, with the reason. */
export function Mending({ application }: { application: Application }) {
  const say = useWords(words);
  const told = useSay();
  const asked = useSorted(application.id);
  const [done, set] = useState(false);
  const back = `/track/${application.id}`;
  return (
    <Loaded of={asked}>
      {({ wanted, adds }) => {
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
        const why = new Map(
          wanted.map((fact) => [fact.id, (adds ? say.addWhy : say.mendWhy)(told(fact.why))] as const),
        );
        return (
          <>
            <Mend
              application={application}
              wanted={wanted}
              reasons={why}
              send={adds ? say.addSend : say.mendSend}
              sent={() => set(true)}
            >
              <Heading>{adds ? say.addTitle : say.mendTitle}</Heading>
              <p className="lead">{adds ? say.addAbout : say.mendAbout}</p>
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
