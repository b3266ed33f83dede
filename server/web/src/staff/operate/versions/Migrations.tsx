import { Button, Modal, Progress } from 'antd';
import { useState } from 'react';
import { moment, number } from '../../../language/format';
import { useLanguage, useWords } from '../../../language/language';
import { Loaded } from '../../frame/State';
import { More } from '../More';
import { useScenarioName } from '../names';
import { Rows, type Column } from '../../frame/Rows';
import { usePerson } from '../../tasks/titles';
import { short, useMigrations, type Migration } from './data';
import { Verdicts } from './Verdicts';
import { words } from './words';

const TONES: Record<string, string> = { running: 'info', done: 'good', interrupted: 'mind', failed: 'bad' };

/** Migrations with how far they are and what came of them. */
export function Migrations() {
  const say = useWords(words);
  const { language } = useLanguage();
  const scenario = useScenarioName();
  const person = usePerson();
  const migrations = useMigrations();
  const [looked, look] = useState<Migration>();
  const n = (count: number) => number(count, language);
  const columns: Column<Migration>[] = [
    {
      title: say.scenario,
      cell: (one) => (
        <>
          {scenario(one.scenario)}
          <small>
            → <code>{short(one.to)}</code>
          </small>
        </>
      ),
    },
    {
      title: say.status,
      cell: (one) => (
        <span className={`operate-tag ${TONES[one.status] ?? ''}`}>
          {say.statuses[one.status as keyof typeof say.statuses] ?? one.status}
        </span>
      ),
    },
    {
      title: say.progress,
      cell: (one) => {
        const done = one.moved + one.there + one.stays;
        return (
          <>
            {one.status === 'running' ? (
              <Progress
                aria-label={`${say.progress}: ${scenario(one.scenario)}`}
                percent={one.total === 0 ? 0 : Math.round((done / one.total) * 100)}
                size="small"
              />
            ) : null}
            {say.of(n(done), n(one.total))}
            <small>{say.result(n(one.moved), n(one.stays), n(one.there))}</small>
          </>
        );
      },
    },
    {
      title: say.began,
      cell: (one) => (
        <>
          {moment(one.started_at, language)}
          <small>{say.by(person(one.by))}</small>
        </>
      ),
    },
    { title: say.ended, cell: (one) => (one.ended_at ? moment(one.ended_at, language) : '–') },
    {
      title: say.left,
      kind: 'actions',
      cell: (one) =>
        one.verdicts.length > 0 ? (
          <Button
            size="small"
            aria-label={`${n(one.stays)} · ${say.left}: ${scenario(one.scenario)}`}
            onClick={() => look(one)}
          >
            {n(one.stays)}
          </Button>
        ) : (
          <span className="operate-soft">–</span>
        ),
    },
  ];
  return (
    <section className="operate-panel" aria-labelledby="migrations">
      <header>
        <div>
          <h2 id="migrations">{say.migrations}</h2>
          <p>{say.migrationsAbout}</p>
        </div>
      </header>
      <Loaded of={migrations}>
        {(all) =>
          all.length === 0 ? (
            <p className="operate-empty">{say.noMigrations}</p>
          ) : (
            // The server tells the first first.
            <Rows label={say.migrations} columns={columns} rows={[...all].reverse()} name={(one) => one.id} />
          )
        }
      </Loaded>
      <More of={migrations} />
      {looked ? (
        <Modal
          open
          title={say.leftOf(scenario(looked.scenario))}
          width={820}
          footer={null}
          onCancel={() => look(undefined)}
        >
          <p>{say.leftAbout}</p>
          <Verdicts all={looked.verdicts} label={say.left} />
        </Modal>
      ) : null}
    </section>
  );
}
