import { Alert, Button } from 'antd';
import { useEffect, useRef } from 'react';
import { Link } from 'react-router';
import { useLanguage, useSay, useWords } from '../../language/language';
import { moment } from '../../language/format';
import type { components } from '../../api/schema';
import { isRefused } from '../../api/problem';
import type { ApplicationView } from './case';
import { usePerson } from './titles';
import { words as afterWords } from './afterWords';
import { texts, type Typed } from './typed';
import type { TaskView } from './worklist';

/** How it stood when it was opened. */
export interface Before {
  sequence: number;
  claimedBy: string | null;
}

/** Says kindly that somebody else acted, what they did, and how it stands now. */
export function Changed({
  before,
  application,
  entries,
  task,
  me,
  next,
  gone,
  refused,
  close,
  kept,
}: {
  before: Before | undefined;
  application: ApplicationView;
  entries: readonly components['schemas']['TimelineEntry'][];
  /** As it is now; none: it is over. */
  task: TaskView | undefined;
  me: string | undefined;
  next: string | undefined;
  gone: boolean;
  /** What was decided and not taken. */
  refused?: unknown;
  close?: (() => void) | undefined;
  /** What was typed and not sent. */
  kept?: Typed | undefined;
}) {
  const say = useWords(afterWords);
  const told = useSay();
  const { language } = useLanguage();
  const person = usePerson(task?.department);
  const box = useRef<HTMLDivElement>(null);
  const isCollision = refused !== undefined || (gone && kept !== undefined);
  useEffect(() => {
    if (isCollision || gone) box.current?.focus();
  }, [isCollision, gone]);
  const since =
    before === undefined ? entries.slice(-2) : entries.filter((entry) => entry.sequence > before.sequence);
  const reason = isRefused(refused, 409) ? refused.problem.detail : undefined;
  const stands =
    task === undefined
      ? say.nowStatus(told(application.status_title))
      : task.claimed_by == null
        ? say.nowFree
        : task.claimed_by === me
          ? say.nowMine
          : say.nowTheirs(person(task.claimed_by));
  return (
    <div ref={box} tabIndex={-1} className="done">
      <Alert
        type={isCollision || gone ? 'warning' : 'info'}
        showIcon
        role={isCollision || gone ? 'alert' : 'status'}
        {...(close === undefined ? {} : { closable: { onClose: close } })}
        title={isCollision ? say.faster : gone ? say.gone : say.looked}
        description={
          <>
            {isCollision && !gone ? <div>{say.fasterAbout}</div> : gone ? <div>{say.goneAbout}</div> : null}
            {reason === undefined ? null : <div>{reason}</div>}
            <ul className="changed">
              {since.slice(-4).map((entry) => (
                <li key={entry.sequence}>
                  {moment(entry.at, language)} <strong>{told(entry.who)}</strong> {told(entry.what)}
                </li>
              ))}
              <li>
                <strong>{stands}</strong> {isCollision && task?.claimed_by === me ? say.decideAgain : null}
              </li>
            </ul>
            {gone && kept !== undefined ? <Kept typed={kept} /> : null}
            {gone ? (
              <div className="changed-on">
                {next === undefined ? null : (
                  <Link to={`/tasks/${next}`}>
                    <Button type="primary">{say.next}</Button>
                  </Link>
                )}
                <Link to={`/applications/${application.id}`}>
                  <Button>{say.run}</Button>
                </Link>
              </div>
            ) : null}
          </>
        }
      />
    </div>
  );
}

/** What somebody had typed when another was faster: to be read, and to be taken elsewhere. */
function Kept({ typed }: { typed: Typed }) {
  const say = useWords(afterWords);
  return (
    <div className="kept">
      {say.keptAbout}
      <ul>
        {texts(typed).map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
    </div>
  );
}
