import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { Navigate, useNavigate, useSearchParams } from 'react-router';
import { useSay, useWords } from '../../language/language';
import { formOf, type FormView, type Scenario } from '../data/queries';
import { Button, ButtonLink } from '../parts/Button';
import { Choice } from '../parts/Choice';
import { ErrorSummary } from '../parts/ErrorSummary';
import { Heading } from '../parts/Heading';
import { Failure } from '../parts/Loaded';
import { Notice } from '../parts/Notice';
import { pathOf } from './Apply';
import { questions, standing, unanswered, written, type Given, type Question } from './guide';
import { words } from './words';

interface Guided {
  scenario: Scenario;
  given: Given;
  form: FormView;
  answer: (given: Given) => void;
}

/** Guidance (情形引导): one question a page, of those that nothing else answers. */
export function Guide(guided: Guided) {
  const { scenario, given, form } = guided;
  const [params] = useSearchParams();
  const all = questions(scenario, form);
  const named = all.findIndex((question) => question.id === params.get('q'));
  const open = all.indexOf(unanswered(all, given) as Question);
  const at = named >= 0 ? named : Math.max(open, 0);
  const question = all[at];
  if (question === undefined) return <Navigate to={pathOf(scenario.id, 'list')} replace />;
  if (params.has('stopped') && form.stop) {
    return <Stopped scenario={scenario} question={question} text={form.stop} />;
  }
  return <Asking key={question.id} {...guided} all={all} at={at} question={question} />;
}

function Asking({
  scenario,
  given,
  form: { plan },
  answer,
  all,
  at,
  question,
}: Guided & { all: Question[]; at: number; question: Question }) {
  const say = useWords(words);
  const told = useSay();
  const go = useNavigate();
  const queries = useQueryClient();
  const [chosen, choose] = useState<string[]>(given[question.id] ?? []);
  const [missing, setMissing] = useState(0);
  const onward = useMutation({
    mutationFn: async () => {
      const next = { ...given, [question.id]: chosen };
      const form = await queries.fetchQuery(formOf(scenario.id, written(next), plan));
      return { next, form };
    },
    onSuccess: ({ next, form }) => {
      answer(next);
      if (form.stop) return go(pathOf(scenario.id, 'guide', { q: question.id, stopped: 'yes' }));
      const open = unanswered(questions(scenario, form), next);
      return go(open ? pathOf(scenario.id, 'guide', { q: open.id }) : pathOf(scenario.id, 'list'));
    },
  });
  const label = question.ask ? told(question.ask) : say.whoApplies;
  const fault = missing > 0 && chosen.length === 0 ? say.answerNeeded : undefined;
  const before = all[at - 1];
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (chosen.length === 0) return setMissing((times) => times + 1);
    if (!onward.isPending) onward.mutate();
  };
  return (
    <form onSubmit={send} noValidate>
      <ErrorSummary faults={fault === undefined ? [] : [{ id: 'answer', text: fault }]} told={missing} />
      <p className="small">
        {at + 1 === all.length ? say.questionLast(at + 1) : say.question(at + 1, all.length)}
      </p>
      <Choice
        id="answer"
        label={
          <Heading title={label} wrong={fault !== undefined}>
            {label}
          </Heading>
        }
        hint={question.several ? say.several : undefined}
        error={fault}
        several={question.several}
        options={question.options.map((option) => ({
          value: option.id,
          label: standing(told(option.title)),
        }))}
        value={chosen}
        onChange={choose}
      />
      <details className="why">
        <summary>{say.why}</summary>
        <p>{{ who: say.whoWhy, asked: say.whyAsked, chosen: say.whyChosen }[question.why]}</p>
      </details>
      {onward.error ? <Failure error={onward.error} again={() => onward.mutate()} /> : null}
      <div className="actions">
        <Button type="submit" busy={onward.isPending}>
          {say.next}
        </Button>
        <ButtonLink
          kind="quiet"
          to={before ? pathOf(scenario.id, 'guide', { q: before.id }) : pathOf(scenario.id, 'know')}
        >
          {say.back}
        </ButtonLink>
      </div>
    </form>
  );
}

/** An answer with which this cannot be done here: what to do instead, and the way back. */
function Stopped({
  scenario,
  question,
  text,
}: {
  scenario: Scenario;
  question: Question;
  text: { zh: string; en: string };
}) {
  const say = useWords(words);
  const told = useSay();
  return (
    <>
      <Heading>{say.stopTitle}</Heading>
      <Notice kind="warning">
        <p>{told(text)}</p>
        <p>{say.stopKeep}</p>
      </Notice>
      <div className="actions">
        <ButtonLink to={pathOf(scenario.id, 'guide', { q: question.id })}>{say.stopChange}</ButtonLink>
        <ButtonLink to="/apply" kind="quiet">
          {say.home}
        </ButtonLink>
      </div>
    </>
  );
}
