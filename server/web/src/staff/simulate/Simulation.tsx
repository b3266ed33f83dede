import { Alert, Button, Segmented } from 'antd';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { Link, useParams } from 'react-router';
import { useLanguage, useSay, useWords } from '../../language/language';
import { PageHead } from '../frame/PageHead';
import { Loaded } from '../frame/State';
import { useLabels, type Labels } from './labels';
import { Rename } from './Name';
import { cameOf, isOver, type Came, type Run } from './outcome';
import { useNames, useRun, useScenario } from './queries';
import { requestSaid } from './request';
import { Differences } from './result/Differences';
import { Downloads } from './result/Downloads';
import { Heat } from './result/Heat';
import { How } from './result/How';
import { Items, Situations } from './result/Items';
import { AllFigures, KeyFigures } from './result/KeyFigures';
import { Measures } from './result/Measures';
import { Progress } from './result/Progress';
import { Queues } from './result/Queues';
import { BottleneckNote, Staff } from './result/Staff';
import { Time } from './result/Time';
import { Warnings } from './result/Warnings';
import { words } from './result/words';
import { named } from './sides';
import { words as common } from './words';
import './simulate.css';

/** A run: how far it is, then what it came to. */
export default function Simulation() {
  const { simulation = '' } = useParams();
  const run = useRun(simulation);
  return <Loaded of={run}>{(shown) => <Shown key={shown.id} run={shown} />}</Loaded>;
}

function Shown({ run }: { run: Run }) {
  const say = useWords(words);
  const told = useSay();
  const shared = useWords(common);
  const { language } = useLanguage();
  const [names, rename] = useNames();
  const { request } = run;
  const scenario = useScenario(request.scenario).data;
  const labels = useLabels(request.scenario, request.against ?? request.plan ?? undefined);
  const name = names[run.id] ?? (scenario ? told(scenario.title) : request.scenario);
  const { plans, details } = requestSaid(request, labels, language);
  const came = cameOf(run);
  return (
    <div className="sim">
      <PageHead title={name} about={[plans, ...details].filter(Boolean).join(' · ')}>
        <Rename name={name} onRename={(next) => rename(run.id, next)} />
        <Link to={`/simulate/new?from=${run.id}`}>
          <Button tabIndex={-1}>{run.status === 'failed' ? say.correct : say.again}</Button>
        </Link>
        {came === undefined ? null : (
          <>
            <Link to={`/simulate?with=${run.id}`}>
              <Button tabIndex={-1}>{say.compareWith}</Button>
            </Link>
            <Downloads run={run} name={name} />
          </>
        )}
      </PageHead>
      <Announced run={run} />
      {isOver(run) ? null : <Progress run={run} />}
      {run.status === 'failed' && run.failure ? (
        <Alert
          type="error"
          showIcon
          role="alert"
          title={`${say.failed}: ${told(run.failure.detail)}`}
          description={told(run.failure.mend)}
        />
      ) : null}
      {run.status === 'cancelled' && came === undefined ? (
        <Alert type="info" showIcon title={say.stopped} />
      ) : null}
      {came === undefined ? null : <Result run={run} came={came} labels={labels} />}
      {isOver(run) && came === undefined ? (
        <Link to="/simulate">{say.list}</Link>
      ) : (
        <span className="sr-only">{shared.statuses[run.status]}</span>
      )}
    </div>
  );
}

/** Says that a run that was watched is over. */
function Announced({ run }: { run: Run }) {
  const say = useWords(common);
  const wasUnderWay = useRef(!isOver(run));
  const [text, setText] = useState('');
  useEffect(() => {
    if (wasUnderWay.current && isOver(run)) setText(say.statuses[run.status] ?? '');
  }, [run, say]);
  return (
    <div role="status" className="sr-only">
      {text}
    </div>
  );
}

function Result({ run, came, labels }: { run: Run; came: Came; labels: Labels }) {
  const say = useWords(words);
  const { language } = useLanguage();
  const sides = named(came, run.request, labels, language);
  const [key, setKey] = useState(sides.at(-1)?.key);
  const shown = sides.find((side) => side.key === key) ?? sides[0];
  if (shown === undefined) return null;
  const [from, to] = [sides[0]?.outcome.plan, sides.at(-1)?.outcome.plan];
  const isPair = sides.length > 1;
  const which = isPair ? (
    <Segmented
      size="small"
      aria-label={say.sides}
      value={shown.key}
      onChange={setKey}
      options={sides.map((side) => ({ value: side.key, label: side.name }))}
    />
  ) : null;
  const sections: [string, string, ReactNode, ReactNode?][] = [
    ['figures', say.figures, <KeyFigures sides={sides} changes={came.changes} />],
    ...(isPair
      ? [
          ['differences', say.differences, <Differences changes={came.changes} />] satisfies [
            string,
            string,
            ReactNode,
          ],
        ]
      : []),
    ['time', say.time, <Time sides={sides} />],
    [
      'staff',
      say.staff,
      <>
        <BottleneckNote side={shown} labels={labels} />
        <Staff sides={sides} shown={shown} labels={labels} />
        <Queues key={shown.key} side={shown} labels={labels} />
      </>,
      which,
    ],
    ['heat', say.heat, <Heat side={shown} request={run.request} labels={labels} />, which],
    ['items', say.items, <Items side={shown} labels={labels} />, which],
    ...(isPair && from !== undefined && to !== undefined && from !== to
      ? [
          [
            'measures',
            say.waterfall,
            <Measures request={run.request} from={from} to={to} labels={labels} />,
          ] satisfies [string, string, ReactNode],
        ]
      : []),
    ...(shown.outcome.situations.length > 0
      ? [
          ['situations', say.situations, <Situations side={shown} labels={labels} />, which] satisfies [
            string,
            string,
            ReactNode,
            ReactNode,
          ],
        ]
      : []),
    ['all', say.all, <AllFigures sides={sides} changes={came.changes} />],
    ['how', say.how, <How run={run} sides={sides} labels={labels} />],
  ];
  return (
    <>
      <Warnings sides={sides} labels={labels} />
      <nav className="sim-sections no-print" aria-label={say.sections}>
        {sections.map(([id, title]) => (
          <a key={id} href={`#${id}`}>
            {title}
          </a>
        ))}
      </nav>
      {sections.map(([id, title, content, beside]) => (
        <section key={id} id={id} className="card sim-section" aria-labelledby={`${id}-title`}>
          <div className="card-head">
            <h2 id={`${id}-title`}>{title}</h2>
            {beside}
          </div>
          {content}
        </section>
      ))}
    </>
  );
}
