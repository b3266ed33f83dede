import { memo } from 'react';
import { Link } from 'react-router';
import { useLanguage, useSay, useWords } from '../../language/language';
import { moment, relative } from '../../language/format';
import { Light } from './Light';
import type { Title } from './titles';
import type { TaskView } from './worklist';
import { words } from './words';

/** A task in a list. Thousands of them come by as one scrolls, so it is made of what draws at once. */
export const Row = memo(function Row({
  task,
  index,
  count,
  height,
  isActive,
  activate,
  me,
  now,
  person,
  claim,
  open,
}: {
  task: TaskView;
  index: number;
  count: number;
  height: number;
  isActive: boolean;
  activate: (index: number) => void;
  me: string;
  now: string | undefined;
  person: Title;
  /** Takes one; none: who looks only reads. */
  claim: ((task: TaskView) => Promise<void>) | undefined;
  open: () => void;
}) {
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
      style={{ transform: `translateY(${index * height}px)`, height }}
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
        <span className="work-number">{task.number}</span>
        {task.role_title == null ? null : <span className="work-post">{told(task.role_title)}</span>}
        {say.modes[task.mode] === undefined ? null : <span className="mark">{say.modes[task.mode]}</span>}
      </div>
      <div className="work-since" title={moment(task.since, language)}>
        <span className="sr-only">{say.since} </span>
        {now === undefined ? moment(task.since, language) : relative(task.since, now, language)}
      </div>
      <div className="work-claim">
        {task.claimed_by == null && claim === undefined ? (
          <span className="quiet">{say.nobody}</span>
        ) : task.claimed_by == null ? (
          <button
            type="button"
            className="work-take"
            onClick={() => void claim?.(task)}
            aria-label={`${say.claim} ${told(task.title)} ${task.number}`}
          >
            {say.claim}
          </button>
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
