import { useQuery } from '@tanstack/react-query';
import { moment, number } from '../../language/format';
import { useLanguage, useSay, useWords } from '../../language/language';
import { limitSaid } from '../data/limits';
import {
  eventsOf,
  markedGraphOf,
  timelineOf,
  useDepartments,
  type Application,
  type Item,
  type TimelineEntry,
} from '../data/queries';
import { answerDue } from '../data/known';
import { ofItem } from '../data/story';
import { Tag } from '../parts/Tag';
import { Entries } from './Story';
import { words } from './words';

/** How many stages an item has come through, by its status. */
const REACHED: Record<string, number> = {
  draft: 0,
  submitted: 1,
  not_accepted: 1,
  accepted: 2,
  handling: 3,
  correcting: 3,
  suspended: 3,
  approved: 4,
  refused: 4,
};

/** What ended without what was applied for; the last thing that happened says why. */
const UNDONE = ['refused', 'not_accepted', 'terminated'];

/** Items as lanes: each with how far it is, its limit, when it is due, and what happened to it. */
export function Lanes({ application }: { application: Application }) {
  const say = useWords(words);
  const timeline = useQuery(timelineOf(application.id));
  const events = useQuery(eventsOf(application.id));
  const graph = useQuery(markedGraphOf(application.id));
  const history = (item: string) =>
    timeline.data && events.data && graph.data
      ? ofItem(item, timeline.data, events.data, graph.data.graph)
      : [];
  return (
    <section className="card">
      <h2>{say.lanes}</h2>
      <ul className="lanes">
        {application.items.map((item) => (
          <Lane
            key={item.id}
            item={item}
            history={history(item.id)}
            answer={item.status === 'submitted' ? answerDue(item.id, events.data ?? []) : undefined}
          />
        ))}
      </ul>
    </section>
  );
}

function Lane({ item, history, answer }: { item: Item; history: TimelineEntry[]; answer?: string }) {
  const say = useWords(words);
  const told = useSay();
  const { language } = useLanguage();
  const departments = useDepartments();
  const department = departments.data?.get(item.department);
  const reached = REACHED[item.status];
  const ending = UNDONE.includes(item.status) ? history.at(-1) : undefined;
  return (
    <li className="lane">
      <div className="lane-head">
        <h3>{told(item.title)}</h3>
        <Tag status={item.status}>{told(item.status_title)}</Tag>
      </div>
      <p className="small">{department ? told(department) : ''}</p>
      {reached === undefined ? null : (
        <ol className="lane-stages">
          {say.stages.map((stage, at) => (
            <li key={stage} data-reached={at < reached || undefined}>
              {stage}
              <span className="sr-only">{at < reached ? ' ✓' : ''}</span>
            </li>
          ))}
        </ol>
      )}
      <p className="small lane-time">
        {item.limit ? (
          <span>
            {say.limit} {limitSaid(item.limit, language)}
          </span>
        ) : null}
        {item.due_at ? (
          <span>
            {say.due} {moment(item.due_at, language)}
          </span>
        ) : null}
        {answer === undefined ? null : (
          <span>
            {say.answerBy} {moment(answer, language)}
          </span>
        )}
        {item.overdue ? <span className="late">{say.overdue}</span> : null}
      </p>
      {ending === undefined ? null : <p className="lane-ending">{told(ending.what)}</p>}
      {history.length > 0 ? (
        <details>
          <summary>
            {say.history(number(history.length, language))}
            <span className="sr-only"> {told(item.title)}</span>
          </summary>
          <Entries entries={history} />
        </details>
      ) : null}
    </li>
  );
}
