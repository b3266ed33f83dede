import { ArrowLeftOutlined, QuestionCircleOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Button, Empty } from 'antd';
import { useCallback, useMemo, useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { useKept } from '../../api/kept';
import { isRefused } from '../../api/problem';
import { useLanguage, useSay, useWords } from '../../language/language';
import { relative } from '../../language/format';
import { useMe } from '../../session/me';
import { PageHead } from '../frame/PageHead';
import { Failure, Loaded } from '../frame/State';
import { words as caseWords } from './caseWords';
import { Changed } from './Changed';
import { useClock } from './clock';
import { Decide } from './Decide';
import { isFinal, type Deed, type Receipt } from './decision';
import { Facts, OtherFacts } from './Facts';
import { Items } from './Items';
import { Light } from './Light';
import { Holder } from './Holder';
import { Materials } from './Materials';
import { may } from './may';
import { DoneBanner, type Done } from './DoneBanner';
import { useNext } from './next';
import { useOpened } from './opened';
import { useRest } from './rest';
import { ShortcutHelp, useHeard, useShortcuts, type Shortcut } from './shortcuts';
import { Story } from './Story';
import { NOTHING_TYPED, texts, type Typed } from './typed';
import { words } from './words';
import { isOfPosts, nextOf, remembered } from './worklist';
import './tasks.css';
import './task.css';

const EVERY_POST: readonly string[] = [];

/** A task with the whole case around it. */
export default function Task() {
  const { task: id = '' } = useParams();
  return <Case key={id} id={id} />;
}

function Case({ id }: { id: string }) {
  const say = useWords(caseWords);
  const listWords = useWords(words);
  const told = useSay();
  const { language } = useLanguage();
  const me = useMe();
  const role = me.data?.role;
  const decides = may(role, 'decide');
  const readsFacts = may(role, 'readFacts');
  const posts = me.data?.posts ?? EVERY_POST;
  const opened = useOpened(id);
  const { detail, applicationId, application, timeline, reread, facts, settled, busy } = opened;
  const clock = useClock();
  const shownIds = useMemo(() => new Set(facts.map((fact) => fact.id)), [facts]);
  const rest = useRest(applicationId, shownIds, readsFacts);
  const [typed, keep, forget] = useKept<Typed>(`task.${id}`, NOTHING_TYPED);
  const kept = texts(typed).length > 0 ? typed : undefined;

  const go = useNavigate();
  const queries = useQueryClient();
  const goOn = useNext(id);
  const done = useCallback(
    (asked: Deed, receipt: Receipt) => {
      if (isFinal(asked.deed)) forget();
      settled();
      if (!isFinal(asked.deed)) {
        void reread().then(() => busy(false));
        return;
      }
      void queries.invalidateQueries({ queryKey: ['task', id], refetchType: 'none' });
      void queries.invalidateQueries({ queryKey: ['application', applicationId] });
      if (detail === undefined) return;
      const done: Done = {
        deed: asked.deed,
        title: detail.task.title,
        number: detail.task.number,
        also: receipt.tasks
          .filter(
            (task) => task.department === detail.task.department && task.id !== id && isOfPosts(task, posts),
          )
          .map((task) => ({ id: task.id, title: task.title })),
      };
      void goOn(done, receipt, detail.task.department);
    },
    [reread, queries, id, applicationId, detail, posts, goOn, forget, busy, settled],
  );
  const [help, setHelp] = useState(false);
  const [deeds, hear] = useHeard();
  const seen = remembered();
  const next = nextOf(seen.tasks, id);
  const shortcuts: Shortcut[] = [
    ...deeds,
    {
      keys: [']', 'j'],
      shown: 'j ]',
      what: say.keyNext,
      act: next === undefined ? undefined : () => void go(`/tasks/${next}`),
    },
    { keys: ['g'], shown: 'g', what: say.keyRun, act: () => void go(`/applications/${applicationId}`) },
    { keys: ['b'], shown: 'b', what: say.keyBack, act: () => void go(`/tasks${seen.search}`) },
    { keys: ['?', '？'], shown: '?', what: listWords.keyHelp, act: () => setHelp(true) },
  ];
  useShortcuts(shortcuts);

  const back = (
    <Link to={`/tasks${seen.search}`} className="back">
      <ArrowLeftOutlined aria-hidden /> {say.back}
    </Link>
  );
  if (detail === undefined) {
    return (
      <>
        {back}
        <Unread opened={opened} me={me.data?.id} now={clock.data?.now} next={next} />
      </>
    );
  }
  // A step of one item is told by it.
  const sole =
    detail.task.items.length === 1
      ? application.data?.items.find((item) => item.id === detail.task.items[0])
      : undefined;
  const materials = facts.filter((fact) => fact.isMaterial);
  return (
    <>
      {back}
      <PageHead
        title={[detail.task.title, ...(sole === undefined ? [] : [sole.title])].map(told).join(' · ')}
        about={
          <span className="case-about">
            <span>{told(detail.task.scenario_title)}</span>
            <span>
              {say.application} <span className="work-number">{detail.task.number}</span>
            </span>
            <span>
              {clock.data === undefined
                ? null
                : say.since(relative(detail.task.since, clock.data.now, language))}
            </span>
            <Light of={detail.task} now={clock.data?.now} />
          </span>
        }
      >
        <Link to={`/applications/${applicationId}`}>
          <Button>{say.run}</Button>
        </Link>
        <Button className="work-keys" icon={<QuestionCircleOutlined />} onClick={() => setHelp(true)}>
          {listWords.shortcuts} <kbd>?</kbd>
        </Button>
      </PageHead>
      <DoneBanner />
      {application.data !== undefined && (opened.isGone || opened.fastest !== undefined || opened.changed) ? (
        <Changed
          before={opened.before.current}
          application={application.data}
          entries={timeline.data ?? []}
          task={opened.isGone ? undefined : detail.task}
          me={me.data?.id}
          next={next}
          gone={opened.isGone}
          kept={kept}
          refused={opened.fastest}
          close={opened.isGone ? undefined : settled}
        />
      ) : null}
      <div className="case">
        <div className="case-main">
          <section className="card" aria-label={say.form}>
            <h2>{say.form}</h2>
            {readsFacts ? (
              <>
                <p className="quiet">{facts.length === 0 ? say.nothingUsed : say.formAbout}</p>
                <Facts facts={facts} tellers={opened.toldBy} />
                <OtherFacts
                  key={String(facts.length === 0)}
                  of={rest}
                  tellers={opened.toldBy}
                  open={facts.length === 0}
                />
              </>
            ) : (
              <p className="quiet">{say.notTold}</p>
            )}
          </section>
          {readsFacts ? (
            <section className="card" aria-label={say.materials}>
              <h2>{say.materials}</h2>
              <Materials
                application={applicationId}
                materials={materials}
                others={rest.rest.filter((fact) => fact.isMaterial)}
                tellers={opened.toldBy}
                mayLook={may(role, 'readFiles')}
              />
            </section>
          ) : null}
          <section className="card" aria-label={say.history}>
            <h2>{say.history}</h2>
            <Loaded of={timeline}>{(entries) => <Story entries={entries} />}</Loaded>
          </section>
        </div>
        <div className="case-side">
          {opened.isGone ||
          application.data === undefined ||
          opened.tag === undefined ||
          me.data === undefined ? null : !decides ? (
            <Holder task={detail.task} />
          ) : (
            <Decide
              detail={detail}
              tag={opened.tag}
              application={application.data}
              candidates={opened.candidates}
              me={me.data.id}
              typed={typed}
              keep={keep}
              sandbox={clock.data?.kind === 'sandbox'}
              done={done}
              faster={opened.faster}
              busy={busy}
              shortcuts={hear}
            />
          )}
          <section className="card" aria-label={say.items}>
            <h2>{say.items}</h2>
            <Loaded of={application}>
              {(view) => <Items application={view} served={detail.task.items} now={clock.data?.now} />}
            </Loaded>
          </section>
        </div>
      </div>
      {opened.isGone || !decides ? null : (
        <a className="to-decide no-print" href="#decide">
          {say.toDecide}
        </a>
      )}
      <ShortcutHelp
        shortcuts={shortcuts.filter((one) => one.act !== undefined)}
        open={help}
        close={() => setHelp(false)}
      />
    </>
  );
}

/** A task that could not be read: it is over, or it is still coming, or there is none. */
function Unread({
  opened: { task, isGone, application, timeline },
  me,
  now,
  next,
}: {
  opened: ReturnType<typeof useOpened>;
  me: string | undefined;
  now: string | undefined;
  next: string | undefined;
}) {
  const say = useWords(caseWords);
  const told = useSay();
  if (isGone && application.data !== undefined) {
    return (
      <>
        <PageHead title={told(application.data.title)} />
        <DoneBanner />
        <Changed
          before={undefined}
          application={application.data}
          entries={timeline.data ?? []}
          task={undefined}
          me={me}
          next={next}
          gone
        />
        <div className="card">
          <h2>{say.items}</h2>
          <Items application={application.data} served={[]} now={now} />
        </div>
      </>
    );
  }
  if (isGone && isRefused(application.error, 404)) {
    return (
      <>
        <PageHead title={say.noTask} />
        <Empty
          className="work-empty"
          image={Empty.PRESENTED_IMAGE_SIMPLE}
          description={<span role="alert">{say.noTaskAbout}</span>}
        />
      </>
    );
  }
  if (task.error) return <Failure error={task.error} again={() => void task.refetch()} />;
  return <Loaded of={{ data: undefined, error: undefined, refetch: task.refetch }}>{() => null}</Loaded>;
}
