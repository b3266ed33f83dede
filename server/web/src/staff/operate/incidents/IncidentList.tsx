import { Button } from 'antd';
import { Link } from 'react-router';
import { length, moment } from '../../../language/format';
import { useLanguage, useSay, useWords } from '../../../language/language';
import { useServerTime } from '../names';
import { Rows, type Column } from '../../frame/Rows';
import { words as shared } from '../words';
import type { Act, Incident } from './data';
import { words } from './words';

type Acting = (incident: Incident, step: string, act: Act) => void;

/** Incidents with cause and age, and the ways to mend each. */
export function IncidentList({
  all,
  busy,
  onAct,
}: {
  all: Incident[];
  busy: string | undefined;
  onAct: Acting | undefined;
}) {
  const say = useWords(words);
  const sayAll = useWords(shared);
  const told = useSay();
  const columns: Column<Incident>[] = [
    { title: say.step, cell: (one) => <StepCell incident={one} /> },
    {
      title: say.cause,
      cell: (one) => (
        <>
          <span className="operate-tag bad">
            {say.causes[one.cause as keyof typeof say.causes] ?? one.cause}
          </span>
          {one.system_title ? <small>{told(one.system_title)}</small> : null}
        </>
      ),
    },
    { title: say.scenario, cell: (one) => told(one.scenario_title) },
    { title: say.since, cell: (one) => <Since since={one.since} /> },
  ];
  if (onAct) {
    columns.push({
      title: sayAll.actions,
      kind: 'actions',
      cell: (one) => <Ways incident={one} busy={busy} onAct={onAct} />,
    });
  }
  return <Rows label={say.title} columns={columns} rows={all} name={(one) => one.id} />;
}

function StepCell({ incident }: { incident: Incident }) {
  const told = useSay();
  return (
    <>
      <strong>{told(incident.step_title)}</strong>
      <small>
        <Link to={`/applications/${incident.application}`}>{incident.number}</Link>
      </small>
    </>
  );
}

function Since({ since }: { since: string }) {
  const say = useWords(words);
  const { language } = useLanguage();
  const clock = useServerTime();
  const passed = clock.data ? new Date(clock.data.now).getTime() - new Date(since).getTime() : undefined;
  return (
    <>
      {moment(since, language)}
      {passed === undefined ? null : (
        <small>
          {say.for} {length(passed, language)}
        </small>
      )}
    </>
  );
}

function Ways({ incident, busy, onAct }: { incident: Incident; busy: string | undefined; onAct: Acting }) {
  const say = useWords(words);
  const step = useSay()(incident.step_title);
  const way = (act: Act) => (
    <Button
      key={act}
      size="small"
      type={act === 'retry' ? 'primary' : 'default'}
      loading={act === 'retry' && busy === incident.id}
      disabled={busy !== undefined && !(act === 'retry' && busy === incident.id)}
      aria-label={`${say[act]}: ${step}`}
      onClick={() => onAct(incident, step, act)}
    >
      {say[act]}
    </Button>
  );
  return <>{(['retry', 'answer', 'fallback'] as const).map(way)}</>;
}
