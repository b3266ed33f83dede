import { ArrowLeftOutlined, QuestionCircleOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { useKept } from '../../api/kept';
import { useLive } from '../../api/live';
import { isRefused } from '../../api/problem';
import { useLanguage, useSay, useWords } from '../../language/language';
import { relative } from '../../language/format';
import { useMe } from '../../session/me';
import { PageHead } from '../frame/PageHead';
import { Failure, Loaded } from '../frame/State';
import { useApplication, useGraph, useReread, useTask, useTimeline, type TaskDetail } from './case';
import { Changed } from './Changed';
import { useClock } from './clock';
import { Decide } from './Decide';
import { isFinal, type Deed, type Receipt } from './decision';
import { Facts, OtherFacts } from './Facts';
import { known, tellers } from './facts';
import { Items } from './Items';
import { Light } from './Light';
import { Materials } from './Materials';
import { DoneBanner, type Done } from './DoneBanner';
import { useBefore, useNext } from './next';
import { ShortcutHelp, useHeard, useShortcuts, type Shortcut } from './shortcuts';
import { Story } from './Story';
import { short, useScenarioTitle, useVocabulary } from './titles';
import { NOTHING_TYPED, texts, type Typed } from './typed';
import { words as taskWords } from './taskWords';
import { words } from './words';
import { nextOf, remembered } from './worklist';
import './tasks.css';
import './task.css';

/** A task with the whole case around it. */
export default function Task() {
  const { task: id = '' } = useParams();
  return <Case key={id} id={id} />;
}

function Case({ id }: { id: string }) {
  const say = useWords(taskWords);
  const listWords = useWords(words);
  const told = useSay();
  const { language } = useLanguage();
  const me = useMe();
  const task = useTask(id);
  // What was read stays to be read, also once the task is over.
  const [last, setLast] = useState<{ data: TaskDetail; tag: string | undefined }>();
  useEffect(() => {
    if (task.data !== undefined && task.error === null) setLast(task.data);
  }, [task.data, task.error]);
  const detail = last?.data;
  // An id begins with its application's.
  const applicationId = id.split('.')[0] ?? id;
  const application = useApplication(applicationId);
  const timeline = useTimeline(applicationId);
  const graph = useGraph(applicationId);
  const clock = useClock();
  const vocabulary = useVocabulary(application.data?.scenario, application.data?.plan);
  const scenario = useScenarioTitle();
  const reread = useReread(id, applicationId);
  const isGone = isRefused(task.error, 404, 409);

  const [typed, keep, forget] = useKept<Typed>(`task.${id}`, NOTHING_TYPED);
  const kept = texts(typed).length > 0 ? typed : undefined;
  const before = useBefore(detail, timeline.data?.at(-1)?.sequence);
  const [fastest, setFastest] = useState<unknown>();
  const [changed, setChanged] = useState(false);
  const own = useRef(false);
  const sequence = application.data?.sequence;
  useLive(`/api/v1/applications/${applicationId}/events`, (event) => {
    if (event.event !== 'application' && event.event !== 'reset') return;
    const heard =
      event.event === 'application' ? (JSON.parse(event.data) as { sequence?: number }).sequence : undefined;
    if (own.current || (heard !== undefined && sequence !== undefined && heard <= sequence)) return;
    setChanged(true);
    void reread();
  });

  const go = useNavigate();
  const queries = useQueryClient();
  const goOn = useNext(id);
  // What one does oneself is no news.
  const busy = useCallback((is: boolean) => void (own.current = is), []);
  const done = useCallback(
    (asked: Deed, receipt: Receipt) => {
      if (isFinal(asked.deed)) forget();
      setFastest(undefined);
      setChanged(false);
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
        application: applicationId,
        also: receipt.tasks
          .filter((task) => task.department === detail.task.department && task.id !== id)
          .map((task) => ({ id: task.id, title: task.title })),
      };
      void goOn(done, receipt, detail.task.department);
    },
    [reread, queries, id, applicationId, detail, goOn, forget, busy],
  );
  const faster = useCallback(
    (error: unknown) => {
      setFastest(error);
      void reread();
    },
    [reread],
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

  const facts = useMemo(
    () => detail?.facts.map((fact) => known(fact, vocabulary)) ?? [],
    [detail, vocabulary],
  );
  const told_by = useMemo(() => tellers(graph.data?.graph), [graph.data]);
  const candidates = useMemo(() => {
    const titles = new Map([
      ...[...vocabulary.fields.values()]
        .filter((f) => f.kind === 'field')
        .map((f) => [f.id, f.title] as const),
      ...vocabulary.materials,
    ]);
    const ids = [...new Set([...vocabulary.asked, ...facts.map((fact) => fact.id)])];
    return ids
      .filter((one) => titles.has(one))
      .map((one) => ({ id: one, title: titles.get(one), isMaterial: vocabulary.materials.has(one) }));
  }, [vocabulary, facts]);

  const back = (
    <Link to={`/tasks${seen.search}`} className="back">
      <ArrowLeftOutlined aria-hidden /> {say.back}
    </Link>
  );
  if (detail === undefined) {
    return (
      <>
        {back}
        {isGone && application.data !== undefined ? (
          <>
            <PageHead title={told(application.data.title)} />
            <DoneBanner />
            <Changed
              before={undefined}
              application={application.data}
              entries={timeline.data ?? []}
              task={undefined}
              me={me.data?.id}
              next={next}
              gone
            />
            <div className="card">
              <h2>{say.items}</h2>
              <Items application={application.data} served={[]} now={clock.data?.now} />
            </div>
          </>
        ) : task.error ? (
          <Failure error={task.error} again={() => void task.refetch()} />
        ) : (
          <Loaded of={{ data: undefined, error: undefined, refetch: task.refetch }}>{() => null}</Loaded>
        )}
      </>
    );
  }
  // A step of one item is told by it.
  const sole =
    detail.task.items.length === 1
      ? application.data?.items.find((item) => item.id === detail.task.items[0])
      : undefined;
  const shownIds = new Set(detail.facts.map((fact) => fact.id));
  const materials = facts.filter((fact) => fact.isMaterial);
  return (
    <>
      {back}
      <PageHead
        title={[detail.task.title, ...(sole === undefined ? [] : [sole.title])].map(told).join(' · ')}
        about={
          <span className="case-about">
            <span>{scenario(detail.task.scenario)}</span>
            <span>
              {say.application} <span className="work-number">{short(applicationId)}</span>
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
      {application.data !== undefined && (isGone || fastest !== undefined || changed) ? (
        <Changed
          before={before.current}
          application={application.data}
          entries={timeline.data ?? []}
          task={isGone ? undefined : detail.task}
          me={me.data?.id}
          next={next}
          gone={isGone}
          kept={kept}
          refused={fastest}
          close={
            isGone
              ? undefined
              : () => {
                  setFastest(undefined);
                  setChanged(false);
                }
          }
        />
      ) : null}
      <div className="case">
        <div className="case-main">
          <section className="card" aria-label={say.form}>
            <h2>{say.form}</h2>
            <p className="quiet">{facts.length === 0 ? say.nothingUsed : say.formAbout}</p>
            <Facts facts={facts} tellers={told_by} />
            <OtherFacts
              key={String(facts.length === 0)}
              application={applicationId}
              shown={shownIds}
              vocabulary={vocabulary}
              tellers={told_by}
              open={facts.length === 0}
            />
          </section>
          <section className="card" aria-label={say.materials}>
            <h2>{say.materials}</h2>
            <Materials application={applicationId} materials={materials} tellers={told_by} />
          </section>
          <section className="card" aria-label={say.history}>
            <h2>{say.history}</h2>
            <Loaded of={timeline}>{(entries) => <Story entries={entries} />}</Loaded>
          </section>
        </div>
        <div className="case-side">
          {isGone ||
          application.data === undefined ||
          last?.tag === undefined ||
          me.data === undefined ? null : (
            <Decide
              detail={detail}
              tag={last.tag}
              application={application.data}
              vocabulary={vocabulary}
              candidates={candidates}
              me={me.data.id}
              typed={typed}
              keep={keep}
              sandbox={clock.data?.kind === 'sandbox'}
              done={done}
              faster={faster}
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
      {isGone ? null : (
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
