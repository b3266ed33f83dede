import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, Navigate, useNavigate } from 'react-router';
import { api, ask } from '../../api/client';
import { number } from '../../language/format';
import { useLanguage, useSay, useWords } from '../../language/language';
import { spanSaid } from '../data/limits';
import { jointly } from '../data/plans';
import { graphOf, useDepartments, type FormView, type Graph, type Scenario } from '../data/queries';
import { Button, ButtonLink } from '../parts/Button';
import { Heading } from '../parts/Heading';
import { Failure, Loaded } from '../parts/Loaded';
import { pathOf } from './Apply';
import { questions, standing, unanswered, WHO, written, type Given } from './guide';
import { words } from './words';

/** What guidance comes to: the items, what is to be filled in and uploaded, what offices tell, and how long it takes. */
export function MyList({ scenario, given, form }: { scenario: Scenario; given: Given; form: FormView }) {
  const say = useWords(words);
  const told = useSay();
  const { language } = useLanguage();
  const go = useNavigate();
  const all = questions(scenario, form);
  const graph = useQuery(graphOf(scenario.id, form.plan, written(given)));
  const begin = useMutation({
    mutationFn: () =>
      ask(
        api.POST('/api/v1/applications', {
          params: {},
          body: {
            scenario: scenario.id,
            plan: form.plan,
            applicant: given[WHO]?.[0] ?? form.applicant,
            answers: Object.fromEntries(Object.entries(given).filter(([id]) => id !== WHO)),
          },
        }),
      ),
    onSuccess: ({ application }) => go(pathOf(scenario.id, 'details', { application }), { replace: true }),
  });
  const open = unanswered(all, given);
  if (open !== undefined) return <Navigate to={pathOf(scenario.id, 'guide', { q: open.id })} replace />;
  const fields = form.fields.filter((field) => field.kind === 'field');
  const last = all[all.length - 1];
  return (
    <>
      <Heading>{say.listTitle}</Heading>
      {all.length === 0 ? <p>{say.noQuestions}</p> : null}
      {all.length > 0 ? (
        <section className="card">
          <h2>{say.listAnswers}</h2>
          <dl className="rows">
            {all.map((question) => (
              <div key={question.id}>
                <dt>{question.ask ? told(question.ask) : say.whoApplies}</dt>
                <dd>
                  {standing(
                    question.options
                      .filter((option) => given[question.id]?.includes(option.id))
                      .map((option) => told(option.title))
                      .join(language === 'zh' ? '、' : ', '),
                  )}
                </dd>
                <dd className="rows-change">
                  <Link to={pathOf(scenario.id, 'guide', { q: question.id })}>
                    {say.change}
                    <span className="sr-only"> {question.ask ? told(question.ask) : say.whoApplies}</span>
                  </Link>
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ) : null}
      <Loaded of={graph}>{(data) => <Items scenario={scenario} graph={data} />}</Loaded>
      <section className="card">
        <h2>{say.need}</h2>
        <dl className="rows">
          <div>
            <dt>{say.listFields}</dt>
            <dd>
              <Names of={fields} />
            </dd>
          </div>
          <div>
            <dt>{say.listPapers}</dt>
            <dd>{form.materials.length === 0 ? say.papersNone : <Names of={form.materials} />}</dd>
          </div>
          <div>
            <dt>{say.listDays}</dt>
            <dd>
              {say.time0} <Days scenario={scenario} plan={form.plan} />
            </dd>
          </div>
        </dl>
      </section>
      <Loaded of={graph}>{(data) => <Fetched graph={data} />}</Loaded>
      {begin.error ? <Failure error={begin.error} again={() => begin.mutate()} /> : null}
      <div className="actions">
        <Button busy={begin.isPending} onClick={() => begin.mutate()}>
          {say.fill}
        </Button>
        <ButtonLink
          kind="quiet"
          to={last ? pathOf(scenario.id, 'guide', { q: last.id }) : pathOf(scenario.id, 'know')}
        >
          {say.back}
        </ButtonLink>
      </div>
    </>
  );
}

function Names({ of }: { of: { id: string; title: { zh: string; en: string } }[] }) {
  const told = useSay();
  return (
    <>
      {of.map((one) => (
        <div key={one.id}>{told(one.title)}</div>
      ))}
    </>
  );
}

function Days({ scenario, plan }: { scenario: Scenario; plan: string }) {
  const { language } = useLanguage();
  const figures = jointly(scenario, plan)?.figures;
  const days = figures?.['limit_d'];
  const working = figures?.['limit_wd'];
  if (days && days.max > 0) return <>{spanSaid(days.min, days.max, 'd', language)}</>;
  return <>{spanSaid(working?.min ?? 0, working?.max ?? 0, 'wd', language)}</>;
}

/** The items of this way, by the process that would run. */
function Items({ scenario, graph }: { scenario: Scenario; graph: Graph }) {
  const say = useWords(words);
  const told = useSay();
  const { language } = useLanguage();
  const departments = useDepartments();
  const applies = new Set(graph.nodes.flatMap((node) => node.items ?? []));
  const items = scenario.items.filter((item) => applies.has(item.id));
  return (
    <section className="card">
      <h2>{say.listItems(number(items.length, language))}</h2>
      <ul className="ticks">
        {items.map((item) => {
          const department = departments.data?.get(item.department);
          return (
            <li key={item.id}>
              <span aria-hidden="true">✓</span>
              <span>
                {told(item.title)}
                <span className="small block">{department ? told(department) : ''}</span>
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** What offices tell, so that nobody has to type it. */
function Fetched({ graph }: { graph: Graph }) {
  const say = useWords(words);
  const told = useSay();
  const { language } = useLanguage();
  const lanes = new Map(graph.lanes.map((lane) => [lane.id, lane.title]));
  const calls = graph.nodes.filter((node) => node.kind === 'call');
  const kinds = [...new Map(calls.map((node) => [`${node.lane} ${node.title.zh}`, node])).values()];
  if (kinds.length === 0) return null;
  return (
    <details className="card">
      <summary>{say.listFetched(number(kinds.length, language))}</summary>
      <ul className="ticks">
        {kinds.map((node) => {
          const lane = lanes.get(node.lane);
          return (
            <li key={node.id}>
              <span aria-hidden="true">✓</span>
              <span>
                {told(node.title)}
                <span className="small block">{lane ? told(lane) : ''}</span>
              </span>
            </li>
          );
        })}
      </ul>
    </details>
  );
}
