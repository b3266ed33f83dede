import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert } from 'antd';
import { useEffect, useMemo, useRef, useState } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { api, ask } from '../../api/client';
import { useKept } from '../../api/kept';
import { Refused } from '../../api/problem';
import { useSay, useWords } from '../../language/language';
import { PageHead } from '../frame/PageHead';
import { Failure, Loaded } from '../frame/State';
import { Given, HowMuch, What } from './form/Basics';
import { Beside } from './form/Beside';
import { draftOf, EMPTY, fieldOf, idOf, pairs, requestOf, type Draft } from './form/draft';
import { Purpose } from './form/Purpose';
import { Summary } from './form/Summary';
import { WhatIf } from './form/WhatIf';
import { words } from './form/words';
import type { Request } from './outcome';
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
  const [kept, keep] = useKept<Draft>('simulation-new', EMPTY);
  // What was kept by an earlier version has fewer fields.
  const draft = useMemo(() => ({ ...EMPTY, ...kept }), [kept]);
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
  const chosen = useMemo(
    () =>
      draft.scenario === null || changed === undefined
        ? []
        : [
            { scenario: draft.scenario, plan: changed },
            ...draft.beside.map((one) => ({
              scenario: one.scenario,
              plan: one.against ?? one.plan ?? undefined,
            })),
          ],
    [draft.scenario, draft.beside, changed],
  );
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
        <section className="card" aria-labelledby="run-purpose">
          <h2 id="run-purpose">{say.purpose}</h2>
          <Purpose value={draft.kind} error={errors.kind} onChange={(kind) => change({ kind })} />
        </section>
        <section className="card" aria-labelledby="run-what">
          <h2 id="run-what">{say.what}</h2>
          <What {...parts} scenario={scenario} scenarios={scenarios} plan={plan} />
          {draft.scenario === null ? null : <Beside {...parts} scenarios={scenarios} />}
        </section>
        {draft.kind === 'play' ? (
          <section className="card" aria-labelledby="run-if">
            <h2 id="run-if">{say.whatIf}</h2>
            <p className="run-help">{say.whatIfHelp}</p>
            {draft.scenario === null || changed === undefined ? (
              <p className="run-help">{say.chooseFirst}</p>
            ) : (
              <WhatIf
                draft={draft}
                errors={errors}
                chosen={chosen}
                onChange={otherwise}
                onClear={() => change({ what_if: {} })}
              />
            )}
          </section>
        ) : null}
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
        chosen={chosen}
        isBusy={begin.isPending}
        onWithout={(key) => otherwise(key, undefined)}
        onName={(name) => change({ name })}
        nameError={errors.name}
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

/** Takes over what another run was asked for, and why it failed where it did: `?from=RUN`; with other changes: `&what_if=`. */
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
      const changes = query.getAll('what_if');
      const what = changes.length === 0 ? {} : { kind: 'play' as const, what_if: pairs(changes) };
      keep({ ...draftOf(run.request), ...what });
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
