import { useMutation, useQueryClient } from '@tanstack/react-query';
import { CloseOutlined } from '@ant-design/icons';
import { Alert, Button } from 'antd';
import { useEffect, useMemo, useRef, useState } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { api, ask } from '../../api/client';
import { useKept } from '../../api/kept';
import { Refused } from '../../api/problem';
import { number } from '../../language/format';
import { useLanguage, useSay, useWords } from '../../language/language';
import { PageHead } from '../frame/PageHead';
import { Failure, Loaded } from '../frame/State';
import { changeOf, changeSaid } from './changes';
import { Given, HowMuch, What } from './form/Basics';
import { draftOf, EMPTY, fieldOf, idOf, requestOf, type Draft } from './form/draft';
import { WhatIf } from './form/WhatIf';
import { words } from './form/words';
import { useLabels } from './labels';
import { isPaired, type Request } from './outcome';
import { usualPlan, useRun, useScenario, useScenarios } from './queries';
import './simulate.css';

/** A new run: what is simulated, how much of it, and what would be otherwise. */
export default function NewRun() {
  const say = useWords(words);
  const scenarios = useScenarios();
  return (
    <>
      <PageHead title={say.title} about={say.about}>
        <Link to="/simulate">{say.back}</Link>
      </PageHead>
      <Loaded of={scenarios}>{(all) => <Form scenarios={all} />}</Loaded>
    </>
  );
}

type Errors = Readonly<Record<string, string>>;

function Form({ scenarios }: { scenarios: Parameters<typeof What>[0]['scenarios'] }) {
  const say = useWords(words);
  const [draft, keep] = useKept<Draft>('simulation-new', EMPTY);
  const [errors, setErrors] = useState<Errors>({});
  useRunAgain(keep, setErrors);
  const scenario = useScenario(draft.scenario ?? undefined).data;
  const plan = draft.plan ?? usualPlan(scenario);
  const change = (part: Partial<Draft>) => {
    keep((before) => ({ ...EMPTY, ...before, ...part }));
    const changed = Object.keys(part);
    setErrors((before) =>
      Object.fromEntries(
        Object.entries(before).filter(([field]) => !changed.includes(field.split('.')[0] ?? '')),
      ),
    );
  };
  const otherwise = (key: string, value: string | undefined) => {
    const { [key]: _, ...others } = draft.what_if;
    change({ what_if: value === undefined ? others : { ...others, [key]: value } });
  };
  const begin = useBegin(setErrors);
  const parts = { draft, errors, change };
  const changed = draft.against ?? plan;
  return (
    <form
      className="run-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        begin.mutate(requestOf({ ...draft, plan: plan ?? null }));
      }}
    >
      <div className="run-parts">
        <Wrong errors={errors} />
        {begin.error && Object.keys(errors).length === 0 ? <Failure error={begin.error} /> : null}
        <section className="card" aria-labelledby="run-what">
          <h2 id="run-what">{say.what}</h2>
          <What {...parts} scenario={scenario} scenarios={scenarios} plan={plan} />
        </section>
        <section className="card" aria-labelledby="run-if">
          <h2 id="run-if">{say.whatIf}</h2>
          <p className="run-help">{say.whatIfHelp}</p>
          {draft.scenario === null || changed === undefined ? (
            <p className="run-help">{say.chooseFirst}</p>
          ) : (
            <WhatIf
              draft={draft}
              errors={errors}
              plan={changed}
              onChange={otherwise}
              onClear={() => change({ what_if: {} })}
            />
          )}
        </section>
        <section className="card" aria-labelledby="run-much">
          <h2 id="run-much">{say.howMuch}</h2>
          <HowMuch {...parts} />
        </section>
        <section className="card" aria-labelledby="run-given">
          <h2 id="run-given">{say.given}</h2>
          <Given {...parts} scenario={scenario} />
        </section>
      </div>
      <Summary
        draft={draft}
        plan={plan}
        isBusy={begin.isPending}
        onWithout={(key) => otherwise(key, undefined)}
      />
    </form>
  );
}

/** All that is wrong, each with the way to its field. */
function Wrong({ errors }: { errors: Errors }) {
  const say = useWords(words);
  const all = Object.entries(errors);
  if (all.length === 0) return null;
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      title={say.mend}
      description={
        <ul className="sim-warnings">
          {all.map(([field, text]) => (
            <li key={field}>
              <a
                href={`#${idOf(field)}`}
                onClick={(event) => {
                  event.preventDefault();
                  document.getElementById(idOf(field))?.focus();
                }}
              >
                {text}
              </a>
            </li>
          ))}
        </ul>
      }
    />
  );
}

/** Begins a run and goes there; what the server refuses is told at its field, the first of which is gone to. */
function useBegin(setErrors: (errors: Errors) => void) {
  const go = useNavigate();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (request: Request) => ask(api.POST('/api/v1/simulations', { body: request })),
    onMutate: () => setErrors({}),
    onSuccess: (run) => {
      queries.setQueryData(['simulation', run.id], run);
      void queries.invalidateQueries({ queryKey: ['simulations'] });
      void go(`/simulate/${run.id}`);
    },
    onError: (error, request) => {
      if (!(error instanceof Refused)) return;
      const told = (error.problem.errors ?? []).map(({ pointer, detail, mend }): [string, string] => [
        fieldOf(pointer, request),
        [detail, mend].filter(Boolean).join(' · '),
      ]);
      setErrors(Object.fromEntries(told));
      const first = told[0]?.[0];
      // Once it is marked.
      if (first !== undefined) setTimeout(() => document.getElementById(idOf(first))?.focus(), 50);
    },
  });
}

/** Takes over what another run was asked for, and why it failed where it did: `?from=RUN`. */
function useRunAgain(keep: (draft: Draft) => void, setErrors: (errors: Errors) => void): void {
  const [query, setQuery] = useSearchParams();
  const from = query.get('from');
  const scenario = query.get('scenario');
  const run = useRun(from ?? '', from !== null).data;
  const told = useSay();
  const isTaken = useRef(false);
  useEffect(() => {
    if (isTaken.current) return;
    if (from === null && scenario !== null) {
      keep({ ...EMPTY, scenario, plan: query.get('plan'), against: query.get('against') });
    } else if (run !== undefined) {
      keep(draftOf(run.request));
      const { failure } = run;
      if (failure) {
        const field = fieldOf(failure.pointer, run.request);
        setErrors({ [field]: `${told(failure.detail)} · ${told(failure.mend)}` });
      }
    } else return;
    isTaken.current = true;
    setQuery({}, { replace: true });
  }, [run, from, scenario, query, keep, setErrors, setQuery, told]);
}

interface SummaryProps {
  draft: Draft;
  plan: string | undefined;
  isBusy: boolean;
  onWithout: (key: string) => void;
}

/** What is about to be simulated, in words, and the way to begin. */
function Summary({ draft, plan, isBusy, onWithout }: SummaryProps) {
  const say = useWords(words);
  const { language } = useLanguage();
  const labels = useLabels(draft.scenario ?? undefined, draft.against ?? plan);
  const request = useMemo(() => requestOf(draft), [draft]);
  const sides = isPaired(request) ? 2 : 1;
  const all = (draft.cases ?? 0) * (draft.replications ?? 0) * sides;
  const changes = request.what_if ?? [];
  const other = draft.against === null ? say.asItIs : labels.plan(draft.against);
  return (
    <aside className="card run-summary" aria-labelledby="run-summary">
      <h2 id="run-summary">{say.summary}</h2>
      {draft.scenario === null ? (
        <p className="run-help">{say.chooseFirst}</p>
      ) : (
        <>
          <p>
            <strong>{plan === undefined ? '' : labels.plan(plan)}</strong>
            {sides === 2 && draft.against !== null ? ` → ${other}` : ''}
          </p>
          {changes.length > 0 ? (
            <>
              <div className="run-help">
                {draft.against === null ? `${say.asItIs} → ${say.with}` : `${other}, ${say.with}`}
              </div>
              <ul>
                {changes.map((said) => (
                  <li key={said}>
                    {changeSaid(said, labels, language)}
                    <Button
                      type="text"
                      size="small"
                      icon={<CloseOutlined aria-hidden />}
                      aria-label={say.without(changeSaid(said, labels, language))}
                      onClick={() => onWithout(changeOf(said).key)}
                    />
                  </li>
                ))}
              </ul>
            </>
          ) : null}
          <p className="run-help">
            {say.total(number(all, language))}
            {sides === 2 ? say.pairedTotal : ''}
          </p>
        </>
      )}
      <Button
        type="primary"
        size="large"
        block
        htmlType="submit"
        loading={isBusy}
        disabled={draft.scenario === null}
      >
        {say.begin}
      </Button>
    </aside>
  );
}
