import { App, Button } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { isRefused } from '../../api/problem';
import { useSay, useWords } from '../../language/language';
import { Failure } from '../frame/State';
import { Brings } from './Brings';
import type { ApplicationView, TaskDetail } from './case';
import { Decision } from './Decision';
import { SuspendDialog, TurnDownDialog } from './dialogs';
import { isFinal, isOvertaken, useDecide, type Deed, type Receipt } from './decision';
import { permitted } from './permitted';
import { ReassignDialog } from './ReassignDialog';
import { ReturnDialog, type Candidate } from './ReturnDialog';
import type { Shortcut } from './shortcuts';
import { usePerson } from './titles';
import type { Typed } from './typed';
import { words as deedWords } from './deedWords';

type Dialog = 'approve' | 'return' | 'refuse' | 'not-accept' | 'suspend' | 'resume' | 'reassign';

const ENDED = ['approved', 'refused', 'not_accepted', 'withdrawn', 'terminated'];

/** Where a clerk decides: what the step brings about, and everything that can be done with it. */
export function Decide({
  detail,
  tag,
  application,
  candidates,
  me,
  typed,
  keep,
  sandbox,
  done,
  faster,
  busy,
  shortcuts,
}: {
  detail: TaskDetail;
  tag: string;
  application: ApplicationView;
  /** What can be asked to be corrected. */
  candidates: readonly Candidate[];
  me: string;
  /** What was typed and not sent yet. */
  typed: Typed;
  keep: (change: (before: Typed) => Typed) => void;
  sandbox: boolean;
  done: (asked: Deed, receipt: Receipt) => void;
  faster: (error: unknown) => void;
  busy: (is: boolean) => void;
  /** Says which keys do what now. */
  shortcuts: (all: readonly Shortcut[]) => void;
}) {
  const say = useWords(deedWords);
  const told = useSay();
  const person = usePerson(detail.task.department);
  const { message } = App.useApp();
  const { task } = detail;
  const [dialog, setDialog] = useState<Dialog>();
  const panel = useRef<HTMLElement>(null);
  const type = (changes: Partial<Typed>) => keep((before) => ({ ...before, ...changes }));
  const decide = useDecide(task, tag, {
    busy,
    done: (asked, receipt) => {
      setDialog(undefined);
      if (!isFinal(asked.deed)) void message.success(say[`${asked.deed as 'claim'}Done`]);
      done(asked, receipt);
    },
    faster: (error) => {
      setDialog(undefined);
      faster(error);
    },
  });
  const send = (asked: Deed) => decide.mutate(asked);
  const can = permitted(task, application, me);
  // Whoever verifies a paper says that it is so, or that it cannot be confirmed.
  const verifies = task.mode === 'verify';
  const finish =
    !verifies && (detail.brings.length > 0 || (can.approve === undefined && !('approve' in can)))
      ? 'complete'
      : 'approve';
  const label = verifies ? { ...say, ...say.verifying } : say;
  const blocked = 'approve' in can ? can.approve : can.complete;
  const isMine = task.claimed_by === me;
  const isFree = task.claimed_by == null;
  const serves = application.items.filter(
    (item) => task.items.includes(item.id) && !ENDED.includes(item.status),
  );
  const own = serves.filter((item) => item.department === task.department);
  const open = (which: Dialog) => {
    decide.reset();
    setDialog(which);
  };
  // A field that the server did not take is gone to.
  const wrong = isRefused(decide.error, 422) ? decide.error.problem.errors?.[0]?.pointer : undefined;
  useEffect(() => {
    if (wrong?.startsWith('/values/') !== true) return;
    setDialog(undefined);
    const id = CSS.escape(wrong.slice('/values/'.length));
    setTimeout(() => panel.current?.querySelector<HTMLElement>(`[data-value="${id}"]`)?.focus(), 300);
  }, [wrong]);
  const values = Object.fromEntries(
    Object.entries(typed.values).filter(
      ([id, value]) => detail.brings.some((one) => one.id === id) && value.trim() !== '',
    ),
  );

  const offer = (which: Dialog & keyof typeof can) =>
    which in can && can[which] === undefined ? () => open(which) : undefined;
  const claim = isFree ? () => send({ deed: 'claim' }) : isMine ? () => send({ deed: 'release' }) : undefined;
  const keys: Shortcut[] = [
    {
      keys: ['a'],
      shown: 'a',
      what: say.keyApprove,
      act: blocked === undefined ? () => open('approve') : undefined,
    },
    { keys: ['r'], shown: 'r', what: say.keyReturn, act: offer('return') },
    { keys: ['x'], shown: 'x', what: say.keyRefuse, act: offer('refuse') },
    { keys: ['n'], shown: 'n', what: say.keyNotAccept, act: offer('not-accept') },
    { keys: ['s'], shown: 's', what: say.keySuspend, act: offer('suspend') ?? offer('resume') },
    { keys: ['c'], shown: 'c', what: say.keyClaim, act: claim },
    { keys: ['t'], shown: 't', what: say.keyReassign, act: () => open('reassign') },
  ];
  const telling = useRef(shortcuts);
  telling.current = shortcuts;
  useEffect(() => telling.current(keys));

  const shared = {
    typed,
    type,
    close: () => setDialog(undefined),
    isSending: decide.isPending,
    error: decide.error,
  };
  return (
    <section className="decide card" id="decide" ref={panel} aria-label={say.decide}>
      <h2>{say.decide}</h2>
      <div className={isFree ? 'holder' : isMine ? 'holder holder-mine' : 'holder holder-theirs'}>
        <strong>{isFree ? say.free : isMine ? say.mine : say.theirs(person(task.claimed_by ?? ''))}</strong>
        {isFree ? (
          <span className="quiet">{say.freeAbout}</span>
        ) : isMine ? null : (
          <span>{say.theirsAbout}</span>
        )}
        <span className="holder-deeds">
          {isFree ? (
            <Button size="small" loading={decide.isPending} onClick={() => send({ deed: 'claim' })}>
              {say.claim}
            </Button>
          ) : null}
          {isMine ? (
            <Button size="small" onClick={() => send({ deed: 'release' })}>
              {say.release}
            </Button>
          ) : null}
          {!isFree && !isMine ? (
            <Button size="small" onClick={() => send({ deed: 'reassign', to: me })}>
              {say.takeOver}
            </Button>
          ) : null}
          <Button size="small" type="text" onClick={() => open('reassign')}>
            {say.reassign}
          </Button>
        </span>
      </div>
      <Brings
        wanted={verifies ? [] : detail.brings}
        values={typed.values}
        change={(id, value) => type({ values: { ...typed.values, [id]: value } })}
        sandbox={sandbox}
        error={decide.error}
        isLocked={blocked !== undefined}
      />
      {dialog === undefined && decide.error && !isOvertaken(decide.error) ? (
        <Failure error={decide.error} />
      ) : null}
      <div className="deeds">
        <Button
          type="primary"
          size="large"
          block
          disabled={blocked !== undefined}
          loading={decide.isPending && dialog === undefined}
          aria-describedby={blocked === undefined ? undefined : 'why-not'}
          onClick={() => open('approve')}
        >
          {label[finish]}
        </Button>
        {blocked === undefined ? null : (
          <p id="why-not" className="why-not">
            {say.whyNot[blocked]}
          </p>
        )}
        <div className="deeds-more">
          {(['return', 'refuse', 'not-accept', 'suspend', 'resume'] as const)
            .filter((deed) => deed in can)
            .map((deed) => (
              <Button
                key={deed}
                danger={deed === 'refuse' || deed === 'not-accept'}
                disabled={can[deed] !== undefined}
                title={can[deed] === undefined ? undefined : say.whyNot[can[deed]]}
                onClick={() => open(deed)}
              >
                {label[deed]}
              </Button>
            ))}
        </div>
      </div>
      {dialog === 'approve' ? (
        <Decision
          {...shared}
          isQuestion
          title={label.sure[finish]}
          about={say.sureAbout}
          ok={label[finish]}
          send={() => send({ deed: finish, values })}
        >
          <p className="sure">
            <strong>{told(task.title)}</strong>
            {serves.map((item) => (
              <span key={item.id}>{told(item.title)}</span>
            ))}
          </p>
        </Decision>
      ) : null}
      {dialog === 'return' ? (
        <ReturnDialog
          {...shared}
          candidates={verifies ? detail.brings.map((one) => ({ ...one, isMaterial: true })) : candidates}
          items={verifies ? [] : serves}
          say={label}
          send={send}
        />
      ) : null}
      {dialog === 'refuse' || dialog === 'not-accept' ? (
        <TurnDownDialog {...shared} key={dialog} deed={dialog} items={serves} send={send} />
      ) : null}
      {dialog === 'suspend' ? (
        <SuspendDialog {...shared} items={own} all={own.length === serves.length} send={send} />
      ) : null}
      {dialog === 'resume' ? (
        <Decision
          {...shared}
          isQuestion
          title={say.resume}
          about={say.resumeAbout}
          ok={say.send.resume}
          send={() => {
            const item = serves.find((one) => one.status === 'suspended');
            send({ deed: 'resume', item: serves.length > 1 ? (item?.id ?? null) : null });
          }}
        />
      ) : null}
      {dialog === 'reassign' ? (
        <ReassignDialog {...shared} department={task.department} holder={task.claimed_by} send={send} />
      ) : null}
    </section>
  );
}
