import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { Link, useNavigate } from 'react-router';
import { isRefused } from '../../api/problem';
import { useSay, useWords } from '../../language/language';
import { useKept } from '../../api/kept';
import {
  applicationOf,
  askedOf,
  eventsOf,
  timelineOf,
  type Application,
  type AskedFact,
  type Scenario,
} from '../data/queries';
import { answeredSystems } from '../data/story';
import { Button, ButtonLink } from '../parts/Button';
import { Tick } from '../parts/Choice';
import { ErrorSummary } from '../parts/ErrorSummary';
import { Heading } from '../parts/Heading';
import { Failure, Loaded } from '../parts/Loaded';
import { Notice } from '../parts/Notice';
import { pathOf, type Page } from './Apply';
import { controlOf, settled, sorted } from './asked';
import { faultsOf } from './entries';
import { useHanding } from './saving';
import { words } from './words';

/** Everything once more, with the way to change each, and handing in: once, however often it is pressed. */
export function Check({ application, scenario }: { application: Application; scenario: Scenario }) {
  const asked = useQuery(askedOf(application.id));
  return (
    <Loaded of={asked}>
      {({ facts }) => <Checking application={application} scenario={scenario} facts={facts} />}
    </Loaded>
  );
}

function Checking({
  application: { id, scenario: thing },
  scenario,
  facts,
}: {
  application: Application;
  scenario: Scenario;
  facts: AskedFact[];
}) {
  const say = useWords(words);
  const told = useSay();
  const go = useNavigate();
  const hand = useHanding(id);
  const queries = useQueryClient();
  const [, , forget] = useKept<Record<string, string>>(`typed.${id}`, {});
  const [isTrue, setTrue] = useState(false);
  const [times, setTimes] = useState(0);
  const { fields, papers } = sorted(facts);
  const to = (page: Page) => pathOf(thing, page, { application: id });
  const submit = useMutation({
    mutationFn: async () => {
      try {
        await hand('submit', {});
      } catch (error) {
        // The answer to an earlier press may have got lost on its way.
        const now = await queries.fetchQuery({ ...applicationOf(id), staleTime: 0 }).catch(() => undefined);
        if (now === undefined || now.status === 'draft') throw error;
      }
    },
    onSuccess: () => {
      forget();
      void queries.invalidateQueries({ queryKey: ['applications'] });
      return go(to('done'), { replace: true });
    },
    onError: (error) => {
      const found = faultsOf(error);
      const named = fields.filter((fact) => found.has(fact.id));
      if (named.length > 0) void go(to('details'), { state: { faults: [...found] } });
      else setTimes((before) => before + 1);
    },
  });
  const missing = [
    ...fields
      .filter((fact) => fact.value == null)
      .map((fact) => ({ id: `check-${controlOf(fact.id)}`, text: say.needField(told(fact.title)) })),
    ...papers
      .filter((fact) => !settled(fact))
      .map((fact) => ({ id: `check-${controlOf(fact.id)}`, text: say.needPaper(told(fact.title)) })),
  ];
  const faults = times === 0 ? [] : [...missing, ...(isTrue ? [] : [{ id: 'truth', text: say.truthNeeded }])];
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (submit.isPending) return;
    if (missing.length > 0 || !isTrue) return setTimes((before) => before + 1);
    submit.mutate();
  };
  return (
    <form onSubmit={send} noValidate>
      <ErrorSummary faults={faults} told={times} />
      <Heading wrong={faults.length > 0}>{say.checkTitle}</Heading>
      <p className="lead">{told(scenario.title)}</p>
      <Facts title={say.checkFields} facts={fields} to={to('details')} empty={say.notFilled} />
      <Facts title={say.checkPapers} facts={papers} to={to('papers')} empty={say.notUploaded} />
      <Fetched id={id} />
      <Tick
        id="truth"
        label={say.truth}
        checked={isTrue}
        onChange={setTrue}
        error={times > 0 && !isTrue ? say.truthNeeded : undefined}
      />
      <div role="alert">
        {isRefused(submit.error, 412) ? <Notice kind="warning">{say.stale}</Notice> : null}
      </div>
      {submit.error && !isRefused(submit.error, 412) ? <Failure error={submit.error} /> : null}
      <div className="actions">
        <Button type="submit" busy={submit.isPending}>
          {say.submit}
        </Button>
        <ButtonLink kind="quiet" to={to('papers')}>
          {say.back}
        </ButtonLink>
      </div>
    </form>
  );
}

function Facts({
  title,
  facts,
  to,
  empty,
}: {
  title: string;
  facts: AskedFact[];
  to: string;
  empty: string;
}) {
  const say = useWords(words);
  const told = useSay();
  if (facts.length === 0) return null;
  const said = (fact: AskedFact) => {
    if (fact.state === 'deferred') return say.promised;
    if (fact.state === 'declared') return say.declared;
    if (fact.value == null) return <span className="late">{empty}</span>;
    return fact.kind === 'material' ? `✓ ${say.uploaded}` : fact.value;
  };
  return (
    <section className="card">
      <h2>{title}</h2>
      <dl className="rows">
        {facts.map((fact) => (
          <div key={fact.id}>
            <dt>{told(fact.title)}</dt>
            <dd>{said(fact)}</dd>
            <dd className="rows-change" id={`check-${controlOf(fact.id)}`} tabIndex={-1}>
              <Link to={to}>
                {say.change}
                <span className="sr-only"> {told(fact.title)}</span>
              </Link>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** What offices told, as the timeline has it. */
function Fetched({ id }: { id: string }) {
  const say = useWords(words);
  const told = useSay();
  const timeline = useQuery(timelineOf(id));
  const events = useQuery(eventsOf(id));
  const answers = answeredSystems(timeline.data ?? [], events.data ?? []);
  if (answers.length === 0) return null;
  return (
    <details className="card">
      <summary>{say.checkFetched}</summary>
      <ul className="ticks">
        {answers.map((entry) => (
          <li key={entry.sequence}>
            <span aria-hidden="true">✓</span>
            <span>
              {told(entry.what)}
              <span className="small block">{told(entry.who)}</span>
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}
