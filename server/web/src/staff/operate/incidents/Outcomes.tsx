import { Alert } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { isRefused } from '../../../api/problem';
import { useSay, useWords } from '../../../language/language';
import { Failure } from '../../frame/State';
import { words as shared } from '../words';
import { useWaitingFor, type Act, type AfterMending, type Incident } from './data';
import { words } from './words';

/** What came of one try. */
export interface Outcome {
  key: number;
  incident: Incident;
  step: string;
  act: Act;
  /** How the incident stood right after; none where the server refused. */
  outcome: AfterMending | undefined;
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
  const { incident, step, act, error } = outcome;
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
  const isOpen = (open ?? []).some(
    (one) => one.application === incident.application && one.step === incident.step,
  );
  return (
    <Mending outcome={outcome} isOpen={isOpen}>
      {link}
    </Mending>
  );
}

/** What the server says came of it, and how the application goes on since: only what goes on is mended. */
function Mending({
  outcome: { incident, step, act, outcome },
  isOpen,
  children,
}: {
  outcome: Outcome;
  isOpen: boolean;
  children: ReactNode;
}) {
  const say = useWords(words);
  const told = useSay();
  const waiting = useWaitingFor(incident.application);
  const name = say.done[act];
  const all = waiting.data?.waiting ?? [];
  const isBack = isOpen && outcome !== 'incident';
  // A call that was out has been answered once the step waits no more.
  const isOut =
    outcome === 'trying' && (waiting.data === undefined || all.some((one) => one.step === incident.step));
  const said = isOpen || outcome === 'incident' ? 'notMended' : isOut ? 'pending' : 'mended';
  const now = all.map((one) => told(one.text)).join(' · ');
  return (
    <Alert
      showIcon
      type={({ notMended: 'warning', pending: 'info', mended: 'success' } as const)[said]}
      title={say[said](name, step)}
      description={
        <>
          {isBack ? <div>{say.again}</div> : null}
          {waiting.data === undefined ? say.checking : now === '' ? say.goesOn : `${say.nowWaiting} ${now}`}
        </>
      }
      action={children}
    />
  );
}

/** Whether somebody was faster. */
function isGone(error: unknown): boolean {
  return isRefused(error, 404, 412) || (isRefused(error, 409) && error.problem.reason === 'step_not_open');
}
