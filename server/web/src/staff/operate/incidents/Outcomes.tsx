import { Alert } from 'antd';
import { Link } from 'react-router';
import { isRefused } from '../../../api/problem';
import { useSay, useWords } from '../../../language/language';
import { Failure } from '../../frame/State';
import { words as shared } from '../words';
import { useWaitingFor, type Act, type Incident } from './data';
import { words } from './words';

/** What came of one try. */
export interface Outcome {
  key: number;
  incident: Incident;
  step: string;
  act: Act;
  /** Whether it was truly mended; none where the server refused. */
  mended: boolean | undefined;
  error: unknown;
}

/** What truly came of what was tried, the last first; looked at again as time goes on. */
export function Outcomes({ all, open }: { all: Outcome[]; open: Incident[] | undefined }) {
  return (
    <div role="status" className="incidents-outcomes">
      {all.map((outcome) => (
        <Told key={outcome.key} outcome={outcome} open={open} />
      ))}
    </div>
  );
}

function Told({ outcome, open }: { outcome: Outcome; open: Incident[] | undefined }) {
  const say = useWords(words);
  const sayAll = useWords(shared);
  const { incident, step, act, mended, error } = outcome;
  const name = say.done[act];
  const link = <Link to={`/applications/${incident.application}`}>{sayAll.application}</Link>;
  if (isGone(error)) return <Alert type="info" showIcon title={say.gone} action={link} />;
  if (error) {
    return (
      <>
        <strong>{say.failedAt(name, step)}</strong>
        <Failure error={error} />
      </>
    );
  }
  const isBack = (open ?? []).some(
    (one) => one.application === incident.application && one.step === incident.step,
  );
  return (
    <Alert
      showIcon
      type={mended && !isBack ? 'success' : 'warning'}
      title={mended ? say.mended(name, step) : say.notMended(name, step)}
      description={
        <>
          {mended && isBack ? <div>{say.again}</div> : null}
          <StandsNow application={incident.application} />
        </>
      }
      action={link}
    />
  );
}

/** Whether somebody was faster. */
function isGone(error: unknown): boolean {
  return isRefused(error, 404, 412) || (isRefused(error, 409) && error.problem.reason === 'step_not_open');
}

/** In a sentence, what the application waits for since. */
function StandsNow({ application }: { application: string }) {
  const say = useWords(words);
  const told = useSay();
  const waiting = useWaitingFor(application);
  if (waiting.data === undefined) return <span>{say.checking}</span>;
  const { waiting: all } = waiting.data;
  if (all.length === 0) return <span>{say.goesOn}</span>;
  return (
    <span>
      {say.nowWaiting} {all.map((one) => told(one.text)).join(' · ')}
    </span>
  );
}
