import { QuestionCircleOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Empty } from 'antd';
import { useCallback, useDeferredValue, useMemo, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { api, ask } from '../../api/client';
import { isRefused } from '../../api/problem';
import { useLanguage, useSay, useWords } from '../../language/language';
import { number } from '../../language/format';
import { useMe } from '../../session/me';
import { PageHead } from '../frame/PageHead';
import { Failure, Loaded } from '../frame/State';
import { useClock } from './clock';
import { DoneBanner } from './DoneBanner';
import { Filters } from './Filters';
import { listed, useFilter, whose } from './filters';
import { Rows, type RowsHandle } from './Rows';
import { ShortcutHelp, useShortcuts, type Shortcut } from './shortcuts';
import { useDepartmentTitle, useItemTitle, useScenarioTitle } from './titles';
import { know, remember, useWorklist, type TaskView } from './worklist';
import { words } from './words';
import './tasks.css';
import './task.css';

/** What a department has to do. */
export default function Worklist() {
  const say = useWords(words);
  const me = useMe();
  return (
    <>
      <Loaded of={me}>{(known) => <List me={known.id} own={known.department} />}</Loaded>
      {me.data === undefined ? <span className="sr-only">{say.title}</span> : null}
    </>
  );
}

/** A filter that finds little is not searched for through everything by itself. */
const SEARCHED_BY_ITSELF = 2_000;

function List({ me, own }: { me: string; own: string | null | undefined }) {
  const say = useWords(words);
  const told = useSay();
  const { language } = useLanguage();
  const { filter, change } = useFilter(own);
  const asked = useWorklist(filter.department, filter.role);
  const clock = useClock();
  const department = useDepartmentTitle();
  const tasks = useMemo(() => asked.data?.pages.flatMap((page) => page.items) ?? [], [asked.data]);
  const scenarios = useMemo(() => [...new Set(tasks.map((task) => task.scenario))].sort(), [tasks]);
  const scenarioTitle = useScenarioTitle();
  const itemTitle = useItemTitle(scenarios);
  const whole = asked.data !== undefined && !asked.hasNextPage;
  const wanted = useDeferredValue(filter);
  const shown = useMemo(() => {
    const text = (task: TaskView) =>
      [
        told(task.title),
        scenarioTitle(task.scenario),
        ...task.items.map((item) => itemTitle(task.scenario, item)),
        task.application,
      ].join(' ');
    return listed(tasks, wanted, me, whole, text);
  }, [tasks, wanted, me, whole, told, scenarioTitle, itemTitle]);

  const rows = useRef<RowsHandle>(null);
  const search = useRef<HTMLInputElement>(null);
  const [help, setHelp] = useState(false);
  const go = useNavigate();
  const claim = useClaim();
  const keep = useCallback(
    () => remember({ search: window.location.search, tasks: shown.map((task) => task.id) }),
    [shown],
  );
  const active = () => shown[rows.current?.active() ?? -1];
  const shortcuts: Shortcut[] = [
    { keys: ['j', 'ArrowDown'], shown: 'j ↓', what: say.keyDown, act: () => rows.current?.move(1) },
    { keys: ['k', 'ArrowUp'], shown: 'k ↑', what: say.keyUp, act: () => rows.current?.move(-1) },
    {
      keys: ['o'],
      shown: 'Enter',
      what: say.keyOpen,
      act: () => {
        const task = active();
        if (task) {
          keep();
          void go(`/tasks/${task.id}`);
        }
      },
    },
    {
      keys: ['c'],
      shown: 'c',
      what: say.keyClaim,
      act: () => {
        const task = active();
        if (task && task.claimed_by == null) void claim(task);
      },
    },
    { keys: ['/'], shown: '/', what: say.keySearch, act: () => search.current?.focus() },
    { keys: ['?', '？'], shown: '?', what: say.keyHelp, act: () => setHelp(true) },
  ];
  useShortcuts(shortcuts);

  const counts = useMemo(() => {
    const all = { all: tasks.length, mine: 0, free: 0, others: 0, overdue: 0 };
    for (const task of tasks) {
      all[whose(task, me)] += 1;
      if (task.overdue) all.overdue += 1;
    }
    return all;
  }, [tasks, me]);
  const isFiltered =
    filter.whose !== 'all' ||
    filter.overdue ||
    filter.search !== '' ||
    filter.scenario !== undefined ||
    filter.role !== undefined;
  const goesOn = asked.hasNextPage && (shown.length > 0 || tasks.length < SEARCHED_BY_ITSELF);
  const summary = asked.hasNextPage
    ? say.countMore(number(tasks.length, language))
    : say.count(number(tasks.length, language));
  return (
    <>
      <PageHead
        title={
          filter.department === undefined ? say.title : `${say.title} · ${department(filter.department)}`
        }
        about={say.about}
      >
        <Button className="work-keys" icon={<QuestionCircleOutlined />} onClick={() => setHelp(true)}>
          {say.shortcuts} <kbd>?</kbd>
        </Button>
      </PageHead>
      <DoneBanner />
      <Filters
        filter={filter}
        change={change}
        own={own != null}
        counts={counts}
        more={asked.hasNextPage}
        scenarios={scenarios}
        search={search}
      />
      {filter.department === undefined ? (
        <Empty description={say.chooseFirst} className="work-empty" />
      ) : asked.error && asked.data === undefined ? (
        <Failure error={asked.error} again={() => void asked.refetch()} />
      ) : (
        <Loaded of={asked}>
          {() => (
            <>
              {asked.changed.stale ? (
                <Alert
                  type="info"
                  showIcon
                  role="status"
                  title={say.changed}
                  action={<Button onClick={asked.changed.read}>{say.readAnew}</Button>}
                />
              ) : null}
              <p className="work-summary" role="status">
                {summary}
                {isFiltered ? ` · ${say.shown(number(shown.length, language))}` : ''}
              </p>
              {shown.length === 0 ? (
                <Nothing
                  isFiltered={isFiltered}
                  clear={() =>
                    change({
                      whose: undefined,
                      overdue: undefined,
                      q: undefined,
                      scenario: undefined,
                      role: undefined,
                    })
                  }
                  searchOn={
                    asked.hasNextPage && !asked.isFetching ? () => void asked.fetchNextPage() : undefined
                  }
                  searched={number(tasks.length, language)}
                />
              ) : (
                <Rows
                  key={`${filter.department} ${filter.role ?? ''}`}
                  handle={rows}
                  tasks={shown}
                  me={me}
                  now={clock.data?.now}
                  scenarioTitle={scenarioTitle}
                  itemTitle={itemTitle}
                  claim={claim}
                  open={keep}
                  more={goesOn && !asked.isFetchingNextPage ? () => void asked.fetchNextPage() : undefined}
                  isLoading={asked.isFetchingNextPage}
                />
              )}
            </>
          )}
        </Loaded>
      )}
      <ShortcutHelp shortcuts={shortcuts} open={help} close={() => setHelp(false)} />
    </>
  );
}

function Nothing({
  isFiltered,
  clear,
  searchOn,
  searched,
}: {
  isFiltered: boolean;
  clear: () => void;
  searchOn: (() => void) | undefined;
  searched: string;
}) {
  const say = useWords(words);
  return (
    <Empty
      className="work-empty"
      image={Empty.PRESENTED_IMAGE_SIMPLE}
      description={
        isFiltered ? (
          say.emptyFilter
        ) : (
          <>
            <strong>{say.empty}</strong>
            <br />
            {say.emptyAbout}
          </>
        )
      }
    >
      {isFiltered ? <Button onClick={clear}>{say.clear}</Button> : null}{' '}
      {isFiltered && searchOn ? <Button onClick={searchOn}>{say.searchOn(searched)}</Button> : null}
    </Empty>
  );
}

/** Takes a task from the list; who comes second is told kindly. */
function useClaim() {
  const say = useWords(words);
  const told = useSay();
  const queries = useQueryClient();
  const { message } = App.useApp();
  return useCallback(
    async (task: TaskView) => {
      try {
        const receipt = await ask(
          api.POST('/api/v1/tasks/{id}/claim', { params: { path: { id: task.id } } }),
        );
        know(queries, task.application, receipt.tasks);
        void message.success(say.claimedNow(told(task.title)));
      } catch (error) {
        if (isRefused(error, 404, 409)) {
          void message.info(say.faster(told(task.title)));
          const view = await ask(
            api.GET('/api/v1/applications/{id}', { params: { path: { id: task.application } } }),
          ).catch(() => undefined);
          know(queries, task.application, view?.tasks ?? []);
        } else void message.error(error instanceof Error ? error.message : String(error));
      }
    },
    [queries, message, say, told],
  );
}
