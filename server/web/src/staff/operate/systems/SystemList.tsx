import { Button } from 'antd';
import { number } from '../../../language/format';
import { useLanguage, useSay, useWords } from '../../../language/language';
import { isBad } from '../../overview/standing';
import { useDepartmentName, useSystemName } from '../names';
import { Rows, type Column } from '../../frame/Rows';
import { words as shared } from '../words';
import { useBehaviourSaid } from './behaviour';
import { injected, type Row } from './data';
import { words } from './words';

/** Systems with their owner, how they stand and what waits for them. */
export function SystemList({
  rows,
  onCalls,
  onFault,
  onReset,
}: {
  rows: Row[];
  onCalls: (row: Row) => void;
  onFault: ((row: Row) => void) | undefined;
  onReset: (row: Row) => void;
}) {
  const say = useWords(words);
  const sayAll = useWords(shared);
  const told = useSay();
  const { language } = useLanguage();
  const department = useDepartmentName();
  const system = useSystemName();
  const columns: Column<Row>[] = [
    {
      title: say.system,
      cell: (row) => (
        <>
          <strong>{told(row.title)}</strong>
          {row.via ? <small>{say.via(system(row.via))}</small> : null}
        </>
      ),
    },
    { title: say.department, cell: (row) => department(row.department) },
  ];
  // A server that does not say how systems stand has no such column.
  if (rows.some((row) => row.state !== undefined)) {
    columns.push({ title: say.state, cell: (row) => <State row={row} /> });
  }
  columns.push(
    {
      title: say.waiting,
      cell: (row) =>
        row.calls.length > 0 ? (
          <Button
            type="link"
            size="small"
            className="systems-calls"
            onClick={() => onCalls(row)}
            aria-label={`${say.calls(number(row.waiting ?? row.calls.length, language))}: ${told(row.title)}`}
          >
            {say.calls(number(row.waiting ?? row.calls.length, language))}
          </Button>
        ) : (
          <span className="operate-soft">0</span>
        ),
    },
    {
      title: say.blocked,
      cell: (row) =>
        row.blocked > 0 ? (
          <span className="operate-tag bad">{number(row.blocked, language)}</span>
        ) : (
          <span className="operate-soft">0</span>
        ),
    },
  );
  if (onFault) {
    columns.push({
      title: sayAll.actions,
      kind: 'actions',
      cell: (row) => (
        <>
          <Button size="small" onClick={() => onFault(row)} aria-label={`${say.inject}: ${told(row.title)}`}>
            {say.inject}
          </Button>
          {injected(row).length === 0 ? null : (
            <Button size="small" onClick={() => onReset(row)} aria-label={`${say.reset}: ${told(row.title)}`}>
              {say.reset}
            </Button>
          )}
        </>
      ),
    });
  }
  return <Rows label={say.title} columns={columns} rows={rows} name={(row) => row.id} />;
}

function State({ row }: { row: Row }) {
  const say = useWords(words);
  const told = useSay();
  const said = useBehaviourSaid();
  if (row.state === undefined) return null;
  return (
    <>
      <span className={`operate-tag ${isBad(row.state) ? 'bad' : 'good'}`}>{say.states[row.state]}</span>
      {row.performer ? (
        <small>{say.performers[row.performer as keyof typeof say.performers] ?? row.performer}</small>
      ) : null}
      {row.behaviour == null ? null : <Injected {...said(row.behaviour, row.behaviour_since)} />}
      {row.services.map((service) =>
        service.behaviour == null ? null : (
          <Injected key={service.id} name={told(service.title)} {...said(service.behaviour, undefined)} />
        ),
      )}
    </>
  );
}

/** A behaviour that is set, in words. */
function Injected({ name, what, how }: { name?: string; what: string; how: string }) {
  return (
    <small>
      {name === undefined ? null : `${name}: `}
      <strong>{what}</strong> {how}
    </small>
  );
}
