import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { moment } from '../../language/format';
import { useLanguage, useSay, useWords } from '../../language/language';
import { eventsOf, noticesOf, type Application } from '../data/queries';
import { first } from '../data/story';
import { documents, type Document } from './notices';
import { words } from './words';

/** The receipt and every notice, as sheets to print. */
export function Papers({ application }: { application: Application }) {
  const say = useWords(words);
  const told = useSay();
  const { language } = useLanguage();
  const notices = useQuery(noticesOf(application.id));
  const events = useQuery(eventsOf(application.id));
  const submitted = first(events.data ?? [], 'submitted');
  if (submitted === undefined) return null;
  const titleOf = (one: Document) =>
    say.kinds[one.kind] ?? told(one.notices[0]?.kind_title ?? { zh: '', en: '' });
  const to = (paper: string) => `/track/${application.id}?paper=${paper}`;
  return (
    <section className="card">
      <h2>{say.papers}</h2>
      <ul className="sheets">
        <li>
          <Link to={to('receipt')}>{say.receipt}</Link>
          <span className="small block">{moment(submitted, language)}</span>
        </li>
        {documents(notices.data ?? []).map((one) => (
          <li key={one.sequence}>
            <Link to={to(`notice-${one.sequence}`)}>
              {titleOf(one)}
              <span className="sr-only"> {moment(one.at, language)}</span>
            </Link>
            <span className="small block">
              {moment(one.at, language)} ·{' '}
              {one.notices.map((notice) => told(notice.text)).join(language === 'zh' ? '；' : '; ')}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
