import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { Link, useNavigate } from 'react-router';
import { isRefused } from '../../api/problem';
import { useSay, useWords } from '../../language/language';
import { useKept } from '../../api/kept';
import { useValueSaid } from '../data/facts';
import { applicationOf, type Application, type AskedFact, type Scenario } from '../data/queries';
import { Button, ButtonLink } from '../parts/Button';
import { Tick } from '../parts/Choice';
import { ErrorSummary } from '../parts/ErrorSummary';
import { Heading } from '../parts/Heading';
import { Failure, Loaded } from '../parts/Loaded';
import { Notice } from '../parts/Notice';
import { pathOf, type Page } from './Apply';
import { controlOf, settled, useSorted } from './asked';
import { faultsOf } from './entries';
import { useNeeded } from './needed';
import { Pledges } from './Pledge';
import { useHanding } from './saving';
import { Supplied } from './Supplied';
import { words } from './words';

/** Everything once more, with the way to change each, and handing in: once, however often it is pressed. */
export function Check({ application, scenario }: { application: Application; scenario: Scenario }) {
  const asked = useSorted(application.id);
  return (
    <Loaded of={asked}>
      {(sorted) => <Checking application={application} scenario={scenario} {...sorted} />}
    </Loaded>
  );
}

function Checking({
  application,
  scenario,
  fields,
  papers,
}: {
  application: Application;
  scenario: Scenario;
  fields: AskedFact[];
  papers: AskedFact[];
}) {
  const { id, scenario: thing } = application;
  const say = useWords(words);
  const told = useSay();
  const needed = useNeeded();
  const go = useNavigate();
  const hand = useHanding(id);
  const queries = useQueryClient();
  const [, , forget] = useKept<Record<string, string>>(`typed.${id}`, {});
  const [isTrue, setTrue] = useState(false);
  const [times, setTimes] = useState(0);
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
      .map((fact) => ({ id: `check-${controlOf(fact.id)}`, text: needed(fact) })),
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
      <Supplied application={application} folded />
      <Pledges application={application} />
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
  const valueSaid = useValueSaid();
  if (facts.length === 0) return null;
  const said = (fact: AskedFact) => {
    if (fact.state === 'deferred') return say.promised;
    if (fact.state === 'declared') return say.declared;
    if (fact.value == null) return <span className="late">{empty}</span>;
    return fact.kind === 'material' ? `✓ ${say.uploaded}` : valueSaid(fact.value, fact);
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
