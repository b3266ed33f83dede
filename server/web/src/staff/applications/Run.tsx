import { ArrowLeftOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { Link, useParams } from 'react-router';
import { useLive } from '../../api/live';
import { moment } from '../../language/format';
import { useLanguage, useSay, useWords } from '../../language/language';
import { StepList } from '../../picture/StepList';
import { Swimlane } from '../../picture/Swimlane';
import { useMe, type Me, type Role } from '../../session/me';
import { PageHead } from '../frame/PageHead';
import { Loaded } from '../frame/State';
import { useApplication, useGraph, type ApplicationView } from '../tasks/case';
import { useClock } from '../tasks/clock';
import { Items, Status } from '../tasks/Items';
import { useDepartmentTitle, useVocabulary } from '../tasks/titles';
import { isOfPosts } from '../tasks/worklist';
import { Events } from './Events';
import { useHistory } from './events';
import { fold, moments, standing, timers } from './fold';
import { Incidents, useIncidents } from './Incidents';
import { Replay } from './Replay';
import { useSentences } from './sentences';
import { useStory } from './story';
import { Timers } from './Timers';
import { Waiting } from './Waiting';
import { words } from './runWords';
import '../tasks/tasks.css';
import '../tasks/task.css';
import './applications.css';
import './run.css';

const Tools = lazy(() => import('./Tools'));
const Calls = lazy(async () => ({ default: (await import('./CallsTool')).CallsTool }));

/** Who reads raw events, by the server's access policy; operators need not know what people told. */
const READS_EVENTS: readonly Role[] = ['clerk', 'auditor', 'tester'];
/** Who sees what systems owe an application and what stands still. */
const WATCHES: readonly Role[] = ['operator', 'auditor', 'tester'];
/** Who opens tasks of whichever department. */
const OPENS: readonly string[] = ['operator', 'auditor', 'tester'];
const MENDS: readonly Role[] = ['operator', 'tester'];
/** What happens is gathered for so long before it is read. */
const GATHER_MS = 300;
/** One application, live: where its tokens are, what happened, what it waits for. */
export default function Run() {
  const { application: id = '' } = useParams();
  const application = useApplication(id);
  const say = useWords(words);
  return (
    <>
      <Link to="/applications" className="back">
        <ArrowLeftOutlined aria-hidden /> {say.back}
      </Link>
      <Loaded of={application}>{(view) => <Live key={id} view={view} />}</Loaded>
    </>
  );
}

function Live({ view }: { view: ApplicationView }) {
  const { id } = view;
  const say = useWords(words);
  const told = useSay();
  const { language } = useLanguage();
  const me = useMe();
  const role = me.data?.role as Role | undefined;
  const may = (roles: readonly Role[]) => role !== undefined && roles.includes(role);
  const graph = useGraph(id);
  const story = useStory(id);
  // A long history comes behind what is seen first.
  const history = useHistory(id, may(READS_EVENTS) && graph.isFetched && story.data !== undefined);
  const incidents = useIncidents(id, may(WATCHES));
  const clock = useClock();
  const vocabulary = useVocabulary(view.scenario, view.plan);
  const sentences = useSentences(graph.data?.graph, view, vocabulary, story.data?.parts);
  const reread = useReading(
    id,
    // Who may not read its events is told with all others that something happened.
    role === undefined
      ? undefined
      : may(READS_EVENTS)
        ? `/api/v1/applications/${id}/events`
        : '/api/v1/events',
  );

  const [at, setAt] = useState<number>();
  const [step, setStep] = useState<string>();
  const events = history.data?.parts;
  const document = graph.data?.graph;
  const tokens = useMemo(() => (events === undefined ? [] : moments(events)), [events]);
  const now = useMemo(
    () =>
      events === undefined || document === undefined ? undefined : fold(events, events.length, document),
    [events, document],
  );
  const stopped = useMemo(() => new Set(incidents.data?.map((incident) => incident.step)), [incidents.data]);
  const phases = useMemo(
    () =>
      at === undefined || events === undefined || document === undefined
        ? standing(view.marking, now, stopped)
        : fold(events, at, document),
    [at, events, document, view.marking, now, stopped],
  );
  const running = useMemo(() => timers(events ?? [], at ?? events?.length ?? 0), [events, at]);
  const isTester = role === 'tester';
  return (
    <>
      <PageHead
        title={told(view.title)}
        about={
          <span className="case-about">
            <Status status={view.status} title={told(view.status_title)} />
            <span className="work-number" title={id}>
              {view.number}
            </span>
            {view.opened_at == null ? null : <span>{say.opened(moment(view.opened_at, language))}</span>}
            {view.closed_at == null ? null : <span>{say.closed(moment(view.closed_at, language))}</span>}
          </span>
        }
      />
      <Waiting application={id} isOver={view.closed_at != null} now={clock.data?.now} />
      <Incidents incidents={incidents.data ?? []} mayRetry={may(MENDS)} reread={() => void reread()} />
      <section className="card run-picture" aria-label={say.process}>
        <h2>{say.process}</h2>
        {events === undefined || events.length === 0 ? null : (
          <Replay
            events={events}
            moments={tokens}
            at={at}
            set={setAt}
            say={(event) => [sentences.who(event), sentences.what(event)].filter(Boolean).join(' ')}
          />
        )}
        <Loaded of={graph}>
          {({ graph }) => (
            <>
              <Swimlane
                graph={graph}
                phases={phases}
                selected={step}
                onSelect={(chosen) => setStep(chosen === step ? undefined : chosen)}
              />
              <StepList graph={graph} phases={phases} />
            </>
          )}
        </Loaded>
      </section>
      {isTester && document !== undefined ? (
        <Suspense>
          <Tools application={id} graph={document} vocabulary={vocabulary} reread={() => void reread()} />
        </Suspense>
      ) : null}
      <div className="case">
        <div className="case-main">
          {role !== undefined && !may(READS_EVENTS) ? <p className="quiet">{say.notYours}</p> : null}
          <Loaded of={story}>
            {({ parts, isWhole }) => (
              // What happened is told at once; what events carry comes behind it.
              <Events
                history={history.data}
                timeline={parts}
                isWhole={isWhole && history.data?.isWhole !== false}
                at={at}
                step={history.data === undefined ? undefined : step}
                clearStep={() => setStep(undefined)}
                sentences={sentences}
              />
            )}
          </Loaded>
        </div>
        <div className="case-aside">
          <section className="card" aria-label={say.items}>
            <h2>{say.items}</h2>
            <Items application={view} served={[]} now={clock.data?.now} />
          </section>
          {view.tasks.length === 0 ? null : (
            <section className="card" aria-label={say.tasks}>
              <h2>{say.tasks}</h2>
              <ul className="run-tasks">
                {view.tasks.map((task) => (
                  <li key={`${task.id} ${task.department}`}>
                    <OpenTask task={task} may={mayOpen(task, me.data)} />
                  </li>
                ))}
              </ul>
            </section>
          )}
          {events === undefined || !history.data?.isWhole ? null : (
            <section className="card" aria-label={say.timers}>
              <h2>{say.timers}</h2>
              <Timers timers={running} application={view} now={clock.data?.now} sentences={sentences} />
            </section>
          )}
          {may(WATCHES) && !isTester ? (
            <Suspense>
              <Calls
                application={id}
                vocabulary={vocabulary}
                mayAnswer={false}
                reread={() => void reread()}
              />
            </Suspense>
          ) : null}
        </div>
      </div>
    </>
  );
}

/** Whether somebody sees a task: a clerk those of their department and posts. */
function mayOpen(task: ApplicationView['tasks'][number], me: Me | undefined): boolean {
  if (me?.role !== 'clerk') return me !== undefined && OPENS.includes(me.role);
  return task.department === me.department && isOfPosts(task, me.posts);
}

function OpenTask({ task, may }: { task: ApplicationView['tasks'][number]; may: boolean }) {
  const told = useSay();
  const title = told(task.title);
  return (
    <>
      {may ? <Link to={`/tasks/${task.id}`}>{title}</Link> : <span>{title}</span>}{' '}
      <Department id={task.department} />
    </>
  );
}

function Department({ id }: { id: string }) {
  const title = useDepartmentTitle();
  return <span className="quiet">{title(id)}</span>;
}

/** Reads an application anew as things happen to it; of what happened only what is new. */
function useReading(id: string, stream: string | undefined) {
  const queries = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const reread = useCallback(
    () =>
      queries.invalidateQueries({
        predicate: ({ queryKey: [what, of, part] }) =>
          // The process stays what it is; how far it is is told with the application.
          (what === 'application' && of === id && part !== 'graph') || what === 'clock',
      }),
    [queries, id],
  );
  useEffect(() => () => clearTimeout(timer.current), []);
  useLive(stream, (heard) => {
    if (heard.event !== 'application' && heard.event !== 'reset') return;
    if (heard.event === 'application') {
      const { application } = JSON.parse(heard.data) as { application?: string };
      if (application !== undefined && application !== id) return;
    }
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      void reread();
    }, GATHER_MS);
  });
  return reread;
}
