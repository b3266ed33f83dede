import { useQuery } from '@tanstack/react-query';
import { moment } from '../../language/format';
import { useLanguage, useSay, useWords } from '../../language/language';
import { timelineOf, type Application, type TimelineEntry } from '../data/queries';
import { words } from './words';

/** Everything that happened, the newest first. */
export function Story({ application }: { application: Application }) {
  const say = useWords(words);
  const timeline = useQuery(timelineOf(application.id));
  if (timeline.data === undefined || timeline.data.length === 0) return null;
  return (
    <details className="card">
      <summary>{say.story}</summary>
      <Entries entries={timeline.data} />
    </details>
  );
}

/** Lines of a timeline, the newest first. */
export function Entries({ entries }: { entries: TimelineEntry[] }) {
  const say = useWords(words);
  const told = useSay();
  const { language } = useLanguage();
  return (
    <ol className="entries">
      {entries.toReversed().map((entry) => (
        <li key={entry.sequence} data-unusual={entry.unusual || undefined}>
          <p>
            {entry.unusual ? <strong className="entry-note">{say.unusual} </strong> : null}
            {told(entry.what)}
          </p>
          <p className="small">
            {told(entry.who)} · <time dateTime={entry.at}>{moment(entry.at, language)}</time>
          </p>
        </li>
      ))}
    </ol>
  );
}
