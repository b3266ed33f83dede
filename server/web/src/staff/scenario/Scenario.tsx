import { EditOutlined, FormOutlined, PrinterOutlined } from '@ant-design/icons';
import { Button, Tabs } from 'antd';
import { lazy, Suspense, type ReactNode } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { useSay, useWords } from '../../language/language';
import { useMe } from '../../session/me';
import { PageHead } from '../frame/PageHead';
import { Failure, Loaded } from '../frame/State';
import { useDepartments, useScenario, type ScenarioView } from './asked';
import { questionsOf, read, useChoice, write } from './choice';
import { KeyFigures } from './KeyFigures';
import { useNames } from './names';
import type { View } from './view';
import { Situations } from './Situations';
import { words } from './words';
import './scenario.css';

const Process = lazy(() => import('./process/Process'));
const Form = lazy(() => import('./form/Form'));
const Compare = lazy(() => import('./compare/Compare'));

const VIEWS = { process: Process, form: Form, compare: Compare } as const;

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
          <Content key={data.id} view={data} />
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
  const [before, after] = [view.plans[0], view.plans.at(-1)];
  return (
    <>
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
      <section className="sc-head">
        <KeyFigures
          view={view}
          figures={['departments', 'items', 'systems', 'limit_wd', 'trips', 'materials', 'fields', 'steps']}
        />
        {before && after && before !== after ? (
          <p className="sc-note">{say.usual(told(before.title), told(after.title))}</p>
        ) : null}
      </section>
    </>
  );
}

function Content({ view }: { view: ScenarioView }) {
  const say = useWords(words);
  const choice = useChoice();
  const questions = questionsOf(view);
  const { answers, strange } = read(choice.of('given') ?? '', questions);
  const given = write(answers, questions);
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
    <>
      <Situations
        scenario={view}
        answers={answers}
        strange={strange}
        choose={(to) => choice.set({ given: to, step: undefined })}
      />
      <Tabs
        className="sc-tabs"
        activeKey={at}
        destroyOnHidden
        onChange={(to) => choice.set({ view: to === 'process' ? undefined : to, step: undefined })}
        items={(Object.keys(VIEWS) as View[]).map((of) => ({ key: of, label: say[of], children: shown(of) }))}
      />
    </>
  );
}

const COMING = { data: undefined, error: undefined, refetch: () => {} };
