import { EditOutlined, FormOutlined, PrinterOutlined } from '@ant-design/icons';
import { Button, Tabs } from 'antd';
import { lazy, Suspense, type ReactNode } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { useSay, useWords } from '../../language/language';
import { useMe } from '../../session/me';
import { PageHead } from '../frame/PageHead';
import { Failure, Loaded } from '../frame/State';
import { useCount, useDepartments, useScenario, type ScenarioView } from './asked';
import { questionsOf, read, useChoice, write, type Choice } from './choice';
import { counted, KeyFigures, usual } from './KeyFigures';
import { useNames } from './names';
import type { View } from './view';
import { Situations } from './Situations';
import { words } from './words';
import './scenario.css';

const Process = lazy(() => import('./process/Process'));
const Form = lazy(() => import('./form/Form'));
const Count = lazy(() => import('./count/Count'));
const Compare = lazy(() => import('./compare/Compare'));

const VIEWS = { process: Process, form: Form, count: Count, compare: Compare } as const;

/** One scenario: what it is, and, for the situation that is chosen, its process, its form, before and after. */
export default function Scenario() {
  const { scenario = '' } = useParams();
  const view = useScenario(scenario);
  const told = useSay();
  const say = useWords(words);
  if (view.error && view.data === undefined) {
    return (
      <>
        <PageHead title={say.notThere} />
        <Failure error={view.error} again={() => void view.refetch()} />
        <p>
          <Link to="/scenarios">{say.back}</Link>
        </p>
      </>
    );
  }
  return (
    <Loaded of={view}>
      {(data) => (
        <>
          <Head view={data} title={told(data.title)} />
          <Chosen key={data.id} view={data} />
        </>
      )}
    </Loaded>
  );
}

function Head({ view, title }: { view: ScenarioView; title: string }) {
  const say = useWords(words);
  const told = useSay();
  const go = useNavigate();
  const role = useMe().data?.role;
  const departments = useDepartments().data;
  const lead = departments?.find(({ id }) => id === view.lead);
  return (
    <PageHead title={title} about={lead ? say.lead + say.colon + told(lead.title) : undefined}>
      <Button icon={<PrinterOutlined />} onClick={() => window.print()}>
        {say.print}
      </Button>
      {role === 'designer' || role === 'tester' ? (
        <Button
          icon={<EditOutlined />}
          onClick={() => void go(`/designer?scenario=${encodeURIComponent(view.id)}`)}
        >
          {say.design}
        </Button>
      ) : null}
      <Button type="primary" icon={<FormOutlined />} href={`/apply/${encodeURIComponent(view.id)}`}>
        {say.apply}
      </Button>
    </PageHead>
  );
}

/** What the situation that is chosen comes to in figures. */
function Figures({ view, given, choice }: { view: ScenarioView; given: string; choice: Choice }) {
  const say = useWords(words);
  const told = useSay();
  const [before, after] = [view.plans[0], view.plans.at(-1)];
  // Those of the usual way came with the scenario.
  const [from, to] = [
    useCount(view.id, before?.id ?? '', given, given !== ''),
    useCount(view.id, after?.id ?? '', given, given !== ''),
  ];
  const failed = [from, to].find((one) => one.error);
  const [first, last] = [before && told(before.title), after && told(after.title)];
  const isNew = given === '' || !(from.isPlaceholderData || to.isPlaceholderData);
  return (
    <section className="sc-head" aria-label={say.keys} aria-busy={!isNew}>
      <KeyFigures
        before={given === '' ? usual(before) : counted(from.data)}
        after={given === '' ? usual(after) : counted(to.data)}
        figures={['departments', 'items', 'systems', 'limit_wd', 'trips', 'materials', 'fields', 'steps']}
        open={(figure) => choice.set({ view: 'count', counted: figure, step: undefined })}
      />
      {failed ? <Failure error={failed.error} again={() => void failed.refetch()} /> : null}
      {first !== undefined && last !== undefined && before !== after ? (
        <p className="sc-note" role="status">
          {given === '' ? say.usual(first, last) : isNew ? say.inSituation(first, last) : say.updating}
        </p>
      ) : null}
    </section>
  );
}

/** One scenario as it is in the situation that the address names. */
function Chosen({ view }: { view: ScenarioView }) {
  const choice = useChoice();
  const questions = questionsOf(view);
  const { answers, strange } = read(choice.of('given') ?? '', questions);
  const given = write(answers, questions);
  return (
    <>
      <Figures view={view} given={given} choice={choice} />
      <Situations
        scenario={view}
        answers={answers}
        strange={strange}
        choose={(to) => choice.set({ given: to, step: undefined })}
      />
      <Views view={view} given={given} choice={choice} />
    </>
  );
}

function Views({ view, given, choice }: { view: ScenarioView; given: string; choice: Choice }) {
  const say = useWords(words);
  const plans = view.plans.map(({ id }) => id);
  const names = useNames(view, plans, given);
  const asked = choice.of('view') ?? '';
  const at: View = asked in VIEWS ? (asked as View) : 'process';
  const shown = (of: View): ReactNode => {
    const Part = VIEWS[of];
    return (
      <Suspense fallback={<Loaded of={COMING}>{() => null}</Loaded>}>
        <Part scenario={view} given={given} names={names} choice={choice} />
      </Suspense>
    );
  };
  return (
    <Tabs
      className="sc-tabs"
      activeKey={at}
      destroyOnHidden
      onChange={(to) => choice.set({ view: to === 'process' ? undefined : to, step: undefined })}
      items={(Object.keys(VIEWS) as View[]).map((of) => ({ key: of, label: say[of], children: shown(of) }))}
    />
  );
}

const COMING = { data: undefined, error: undefined, refetch: () => {} };
