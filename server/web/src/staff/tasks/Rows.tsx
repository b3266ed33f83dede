import { useVirtualizer } from '@tanstack/react-virtual';
import { Button, Spin, Tag } from 'antd';
import { memo, useEffect, useImperativeHandle, useRef, useState, type Ref } from 'react';
import { Link } from 'react-router';
import { useLanguage, useSay, useWords } from '../../language/language';
import { moment, relative } from '../../language/format';
import { Light } from './Light';
import type { Title } from './titles';
import type { TaskView } from './worklist';
import { words } from './words';

/** What the keyboard does with a list. */
export interface RowsHandle {
  move: (by: number) => void;
  active: () => number;
}

interface RowsProps {
  /** Which list it is: another begins at its top. */
  of: string;
  /** Whether it is still another list, until this one is there. */
  isOld: boolean;
  handle: Ref<RowsHandle>;
  tasks: readonly TaskView[];
  me: string;
  now: string | undefined;
  person: Title;
  claim: (task: TaskView) => Promise<void>;
  /** Before one is opened. */
  open: () => void;
  /** Loads what comes next; none: that is all, or it is coming. */
  more: (() => void) | undefined;
  isLoading: boolean;
}

const HEIGHT = 76;
const NARROW_HEIGHT = 132;

/** Tasks, as many as there are: only those in sight are in the page. */
export function Rows(props: RowsProps) {
  const { handle, tasks, more, isLoading, of, isOld } = props;
  const say = useWords(words);
  const box = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(0);
  const height = useHeight();
  const rows = useVirtualizer({
    count: tasks.length,
    getScrollElement: () => box.current,
    estimateSize: () => height,
    getItemKey: (index) => tasks[index]?.id ?? index,
    overscan: 6,
  });
  useEffect(() => rows.measure(), [height, rows]);
  useEffect(() => {
    setActive(0);
    box.current?.scrollTo({ top: 0 });
  }, [of]);
  const seen = rows.getVirtualItems();
  const end = seen.at(-1)?.index ?? 0;
  useEffect(() => {
    if (more && end >= tasks.length - 20) more();
  }, [more, end, tasks.length]);
  const at = Math.min(active, tasks.length - 1);
  const focus = (index: number) =>
    // The row may have to come into the page first.
    requestAnimationFrame(() =>
      requestAnimationFrame(() =>
        box.current?.querySelector<HTMLElement>(`[data-index="${index}"] a`)?.focus(),
      ),
    );
  useImperativeHandle(handle, () => ({
    active: () => at,
    move: (by) => {
      const within = box.current?.contains(document.activeElement) ?? false;
      const next = within ? Math.max(0, Math.min(tasks.length - 1, at + by)) : at;
      setActive(next);
      rows.scrollToIndex(next);
      focus(next);
    },
  }));
  return (
    <div className="work-box" ref={box}>
      <ol
        className="work-rows"
        aria-label={say.list}
        aria-busy={isOld}
        style={{ height: rows.getTotalSize() }}
      >
        {seen.map((row) => {
          const task = tasks[row.index];
          return task === undefined ? null : (
            <Row
              key={row.key}
              {...props}
              task={task}
              index={row.index}
              count={tasks.length}
              start={row.start}
              height={row.size}
              isActive={row.index === at}
              activate={setActive}
            />
          );
        })}
      </ol>
      {isLoading ? (
        <div className="work-loading" role="status">
          <Spin size="small" /> {say.loadingMore}
        </div>
      ) : null}
    </div>
  );
}

function useHeight(): number {
  const [isNarrow, set] = useState(() => window.innerWidth < 800);
  useEffect(() => {
    const query = window.matchMedia('(max-width: 799px)');
    const heard = () => set(query.matches);
    query.addEventListener('change', heard);
    return () => query.removeEventListener('change', heard);
  }, []);
  return isNarrow ? NARROW_HEIGHT : HEIGHT;
}

interface RowProps extends RowsProps {
  task: TaskView;
  index: number;
  count: number;
  start: number;
  height: number;
  isActive: boolean;
  activate: (index: number) => void;
}

const Row = memo(function Row({
  task,
  index,
  count,
  start,
  height,
  isActive,
  activate,
  me,
  now,
  person,
  claim,
  open,
}: RowProps) {
  const say = useWords(words);
  const told = useSay();
  const { language } = useLanguage();
  const items = task.item_titles.map(told).join(language === 'zh' ? '、' : ', ');
  return (
    <li
      className={isActive ? 'work-row work-active' : 'work-row'}
      data-index={index}
      aria-setsize={count}
      aria-posinset={index + 1}
      style={{ transform: `translateY(${start}px)`, height }}
      onFocus={() => activate(index)}
    >
      <div className="work-light">
        <Light of={task} now={now} />
      </div>
      <div className="work-what">
        <Link to={`/tasks/${task.id}`} onClick={open} className="work-title">
          {told(task.title)}
          <span className="work-scenario"> {told(task.scenario_title)}</span>
        </Link>
        <span className="work-items" title={items}>
          {items}
        </span>
      </div>
      <div className="work-tags">
        {say.modes[task.mode] === undefined ? null : <span className="mark">{say.modes[task.mode]}</span>}
        {task.role_title == null ? null : <Tag>{told(task.role_title)}</Tag>}
        <span className="work-number">{task.number}</span>
      </div>
      <div className="work-since" title={moment(task.since, language)}>
        <span className="sr-only">{say.since} </span>
        {now === undefined ? moment(task.since, language) : relative(task.since, now, language)}
      </div>
      <div className="work-claim">
        {task.claimed_by == null ? (
          <Button
            size="small"
            onClick={() => void claim(task)}
            aria-label={`${say.claim} ${told(task.title)} ${task.number}`}
          >
            {say.claim}
          </Button>
        ) : task.claimed_by === me ? (
          <span className="work-mine">{say.claimedByMe}</span>
        ) : (
          <span className="work-theirs" title={say.claimedBy(person(task.claimed_by))}>
            {person(task.claimed_by)}
          </span>
        )}
      </div>
    </li>
  );
});
