import { QuestionCircleOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Empty } from 'antd';
import { useCallback, useDeferredValue, useMemo, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { api, ask } from '../../api/client';
import { isRefused } from '../../api/problem';
import { useLanguage, useSay, useWords } from '../../language/language';
import type { Label } from '../../language/words';
import { number } from '../../language/format';
import { useMe, type Me } from '../../session/me';
import { PageHead } from '../frame/PageHead';
import { Failure, Loaded } from '../frame/State';
import { useClock } from './clock';
import { DoneBanner } from './DoneBanner';
import { Filters } from './Filters';
import { wantedBy, useFilter } from './filters';
import { Rows, type RowsHandle } from './Rows';
import { ShortcutHelp, useShortcuts, type Shortcut } from './shortcuts';
import { OwnAbsence } from './colleagues/OwnAbsence';
import { Colleagues } from './colleagues/Colleagues';
import { useDepartmentTitle, usePerson } from './titles';
import { may } from './may';
import { know, remember, useCounts, useWorklist, type TaskView } from './worklist';
import { words } from './words';
import './tasks.css';
import './task.css';

/** What a department has to do. */
export default function Worklist() {
  const say = useWords(words);
  const me = useMe();
  return (
    <>
      <Loaded of={me}>{(known) => <List known={known} own={known.department} role={known.role} />}</Loaded>
      {me.data === undefined ? <span className="sr-only">{say.title}</span> : null}
    </>
  );
}

/** A filter that finds little is not searched for through everything by itself. */
const SEARCHED_BY_ITSELF = 2_000;

function List({ known, own, role }: { known: Me; own: string | null | undefined; role: string }) {
  const me = known.id;
  const say = useWords(words);
  const told = useSay();
  const { language } = useLanguage();
  const decides = may(role, 'decide');
  const { filter, change } = useFilter(own);
  const { wanted, words: typed } = useMemo(() => wantedBy(filter), [filter]);
  const reader = useMemo(() => ({ id: known.id, posts: known.posts }), [known]);
  const asked = useWorklist(wanted, reader);
  const counts = useCounts(filter.department).data;
  const clock = useClock();
  const department = useDepartmentTitle();
  const person = usePerson(filter.department);
  const tasks = useMemo(() => asked.data?.pages.flatMap((page) => page.items) ?? [], [asked.data]);
  const searched = useDeferredValue(typed);
  const shown = useMemo(
    () => (searched === '' ? tasks : tasks.filter((task) => said(task, told).includes(searched))),
    [tasks, searched, told],
  );

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
    ...(decides
      ? [
          {
            keys: ['c'],
            shown: 'c',
            what: say.keyClaim,
            act: () => {
              const task = active();
              if (task && task.claimed_by == null) void claim(task);
            },
          },
        ]
      : []),
    { keys: ['/'], shown: '/', what: say.keySearch, act: () => search.current?.focus() },
    { keys: ['?', '？'], shown: '?', what: say.keyHelp, act: () => setHelp(true) },
  ];
  useShortcuts(shortcuts);

  const isFiltered =
    filter.whose !== 'all' ||
    filter.overdue ||
    filter.search !== '' ||
    filter.scenario !== undefined ||
    filter.role !== undefined;
  // Words are looked for in what is loaded; that is not all of a long list by itself.
  const goesOn = asked.hasNextPage && (shown.length > 0 || tasks.length < SEARCHED_BY_ITSELF);
  const seen = number(shown.length, language);
  return (
    <>
      <PageHead
        title={
          filter.department === undefined ? say.title : `${say.title} · ${department(filter.department)}`
        }
        about={decides ? say.about : `${say.about}${language === 'zh' ? '' : ' '}${say.readOnly}`}
      >
        {filter.department === undefined || !may(role, 'knowColleagues') ? null : (
          <Colleagues department={filter.department} me={me} role={role} now={clock.data?.now} />
        )}
        <Button className="work-keys" icon={<QuestionCircleOutlined />} onClick={() => setHelp(true)}>
          {say.shortcuts} <kbd>?</kbd>
        </Button>
      </PageHead>
      <DoneBanner />
      {role === 'clerk' ? <OwnAbsence /> : null}
      <Filters
        filter={filter}
        change={change}
        own={own != null}
        posts={known.posts}
        decides={decides}
        counts={counts}
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
                {asked.hasNextPage
                  ? typed === ''
                    ? say.countMore(seen)
                    : say.foundMore(seen, number(tasks.length, language))
                  : say.count(seen)}
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
                  of={JSON.stringify(wanted)}
                  isOld={asked.isPlaceholderData}
                  handle={rows}
                  tasks={shown}
                  me={me}
                  now={clock.data?.now}
                  person={person}
                  claim={decides ? claim : undefined}
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

/** What words are looked for in. */
function said(task: TaskView, told: (label: Label) => string): string {
  return [task.title, task.scenario_title, ...task.item_titles]
    .map(told)
    .concat(task.number)
    .join(' ')
    .toLowerCase();
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
        if (isRefused(error, 404, 409) && error.problem.reason !== 'away') {
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
