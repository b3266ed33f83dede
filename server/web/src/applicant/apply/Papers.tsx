import { useState, type FormEvent } from 'react';
import { useNavigate } from 'react-router';
import { useSay, useWords } from '../../language/language';
import type { Application } from '../data/queries';
import { Button, ButtonLink } from '../parts/Button';
import { ErrorSummary } from '../parts/ErrorSummary';
import { Heading } from '../parts/Heading';
import { Loaded } from '../parts/Loaded';
import { pathOf } from './Apply';
import { controlOf, settled, useSorted } from './asked';
import { Paper } from './Paper';
import { words } from './words';

/** Papers: each photographed or chosen, and with the server at once. */
export function Papers({ application }: { application: Application }) {
  const say = useWords(words);
  const told = useSay();
  const go = useNavigate();
  const asked = useSorted(application.id);
  const [times, setTimes] = useState(0);
  return (
    <Loaded of={asked}>
      {({ papers }) => {
        const missing = papers.filter((fact) => !settled(fact));
        const faults = (times > 0 ? missing : []).map((fact) => ({
          id: controlOf(fact.id),
          text: say.needPaper(told(fact.title)),
        }));
        const send = (event: FormEvent) => {
          event.preventDefault();
          if (missing.length > 0) return setTimes((before) => before + 1);
          return go(pathOf(application.scenario, 'check', { application: application.id }));
        };
        return (
          <form onSubmit={send} noValidate>
            <ErrorSummary faults={faults} told={times} />
            <Heading wrong={faults.length > 0}>{say.papersTitle}</Heading>
            <p className="lead">{papers.length === 0 ? say.papersNothing : say.papersAbout}</p>
            {papers.map((fact) => (
              <Paper
                key={fact.id}
                application={application.id}
                fact={fact}
                error={faults.find((fault) => fault.id === controlOf(fact.id))?.text}
              />
            ))}
            <div className="actions">
              <Button type="submit">{say.next}</Button>
              <ButtonLink
                kind="quiet"
                to={pathOf(application.scenario, 'details', { application: application.id })}
              >
                {say.back}
              </ButtonLink>
            </div>
          </form>
        );
      }}
    </Loaded>
  );
}
