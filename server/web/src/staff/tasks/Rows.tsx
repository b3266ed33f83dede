import { Spin } from 'antd';
import { useEffect, useImperativeHandle, useRef, useState, type Ref } from 'react';
import { useWords } from '../../language/language';
import { useInSight } from './inSight';
import { Row } from './Row';
import type { Title } from './titles';
import type { TaskView } from './worklist';
import { words } from './words';

/** What the keyboard does with a list. */
export interface RowsHandle {
  move: (by: number) => void;
  active: () => number;
}

const HEIGHT = 76;
const NARROW_HEIGHT = 132;
/** So many rows before the end of what is loaded, more is asked for. */
const AHEAD = 40;

/** Tasks, as many as there are: only those in sight are in the page. */
export function Rows({
  of,
  isOld,
  handle,
  tasks,
  me,
  now,
  person,
  claim,
  open,
  more,
  isLoading,
}: {
  /** Which list it is: another begins at its top. */
  of: string;
  /** Whether it is still another list, until this one is there. */
  isOld: boolean;
  handle: Ref<RowsHandle>;
  tasks: readonly TaskView[];
  me: string;
  now: string | undefined;
  person: Title;
  /** Takes one; none: who looks only reads. */
  claim: ((task: TaskView) => Promise<void>) | undefined;
  /** Before one is opened. */
  open: () => void;
  /** Loads what comes next; none: that is all, or it is coming. */
  more: (() => void) | undefined;
  isLoading: boolean;
}) {
  const say = useWords(words);
  const box = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(0);
  const height = useHeight();
  const { first, end, show } = useInSight(box, tasks.length, height);
  useEffect(() => {
    setActive(0);
    box.current?.scrollTo({ top: 0 });
  }, [of]);
  useEffect(() => {
    if (more && end >= tasks.length - AHEAD) more();
  }, [more, end, tasks.length]);
  const at = Math.min(active, tasks.length - 1);
  const focus = (index: number) =>
    // The row may have to come into the page first.
    requestAnimationFrame(() =>
      requestAnimationFrame(() =>
        box.current?.querySelector<HTMLElement>(`[data-index="${index}"] a`)?.focus({ preventScroll: true }),
      ),
    );
  useImperativeHandle(handle, () => ({
    active: () => at,
    move: (by) => {
      const within = box.current?.contains(document.activeElement) ?? false;
      const next = within ? Math.max(0, Math.min(tasks.length - 1, at + by)) : at;
      setActive(next);
      show(next);
      focus(next);
    },
  }));
  // What has the focus stays in the page, wherever it is scrolled to.
  const shown = tasks.slice(first, end).map((task, place) => ({ task, index: first + place }));
  const kept = tasks[at];
  if (kept !== undefined && at < first) shown.unshift({ task: kept, index: at });
  if (kept !== undefined && at >= end) shown.push({ task: kept, index: at });
  return (
    <div className="work-box" ref={box}>
      <ol
        className="work-rows"
        aria-label={say.list}
        aria-busy={isOld}
        style={{ height: tasks.length * height }}
      >
        {shown.map(({ task, index }) => (
          <Row
            key={task.id}
            task={task}
            index={index}
            count={tasks.length}
            height={height}
            isActive={index === at}
            activate={setActive}
            me={me}
            now={now}
            person={person}
            claim={claim}
            open={open}
          />
        ))}
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
