import { Alert, Button } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { Link, useParams } from 'react-router';
import { useLanguage, useSay, useWords } from '../../language/language';
import { PageHead } from '../frame/PageHead';
import { Loaded } from '../frame/State';
import { useLabels } from './labels';
import { Rename } from './Name';
import { cameOf, isOver, kindOf, sensitivityOf, staffingOf, type Run } from './outcome';
import { usualPlan, useRun, useScenario } from './queries';
import { requestSaid } from './request';
import { Downloads } from './result/Downloads';
import { Progress } from './result/Progress';
import { Result } from './result/Result';
import { words } from './result/words';
import { Sensitivity } from './search/Sensitivity';
import { Staffing } from './search/Staffing';
import { words as common } from './words';
import './simulate.css';
import './print.css';

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
  const { request } = run;
  const scenario = useScenario(request.scenario).data;
  const labels = useLabels(request.scenario, request.against ?? request.plan ?? usualPlan(scenario));
  const name = request.name ?? (scenario ? told(scenario.title) : request.scenario);
  const { plans, details } = requestSaid(request, labels, language);
  const came = cameOf(run);
  const moved = sensitivityOf(run);
  const staffed = staffingOf(run);
  const hasCome = came !== undefined || moved !== undefined || staffed !== undefined;
  const about = [
    // One that has a name of its own is told by its scenario here.
    request.name == null ? '' : scenario ? told(scenario.title) : request.scenario,
    came === undefined ? shared.kinds[kindOf(run)] : '',
    plans,
    ...details,
  ];
  return (
    <div className="sim">
      <PageHead title={name} about={about.filter(Boolean).join(' · ')}>
        <Rename id={run.id} name={name} />
        <Link to={`/simulate/new?from=${run.id}`}>
          <Button tabIndex={-1}>{run.status === 'failed' ? say.correct : say.again}</Button>
        </Link>
        {came === undefined ? null : (
          <Link to={`/simulate?with=${run.id}`}>
            <Button tabIndex={-1}>{say.compareWith}</Button>
          </Link>
        )}
        {hasCome ? <Downloads run={run} name={name} /> : null}
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
      {run.status === 'cancelled' && !hasCome ? <Alert type="info" showIcon title={say.stopped} /> : null}
      {came === undefined ? null : <Result run={run} came={came} labels={labels} />}
      {moved === undefined ? null : <Sensitivity run={run} found={moved} labels={labels} />}
      {staffed === undefined ? null : <Staffing run={run} found={staffed} labels={labels} />}
      {isOver(run) && !hasCome ? (
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
