import { CheckCircleFilled, ClockCircleFilled, WarningFilled } from '@ant-design/icons';
import { Link } from 'react-router';
import { inTime } from '../../api/moment';
import type { components } from '../../api/schema';
import { length, number } from '../../language/format';
import { useLanguage, useSay, useWords } from '../../language/language';
import type { Label } from '../../language/words';
import { useClock, type Incident } from './data';
import { loads } from './departments';
import { words } from './words';

/** Of each cause so many departments and so on at most; the rest is a click away. */
const MOST = 4;

/** What somebody has to look at: incidents by their cause, and departments that are late. */
export function Attention({
  work,
  incidents,
  departments,
}: {
  work: components['schemas']['Overview'];
  incidents: Incident[] | undefined;
  departments: Map<string, Label> | undefined;
}) {
  const say = useWords(words);
  const told = useSay();
  const { language } = useLanguage();
  const late = loads(work)
    .filter((load) => load.overdue > 0)
    .sort((a, b) => b.overdue - a.overdue);
  const causes = byCause(incidents ?? []);
  const isCalm = late.length === 0 && causes.length === 0;
  return (
    <section className="overview-panel" aria-labelledby="overview-attention">
      <h2 id="overview-attention">{say.attention}</h2>
      {isCalm ? (
        <p className="overview-calm">
          <CheckCircleFilled aria-hidden /> {incidents ? say.calm : say.calmIncidents}
        </p>
      ) : null}
      <ul className="overview-alerts">
        {causes.map(({ cause, count, since }) => (
          <li key={cause} className="bad">
            <WarningFilled aria-hidden />
            <Link to="/operate/incidents">
              {say.causes[cause as keyof typeof say.causes] ?? say.unknownCause}
              <Since since={since} />
            </Link>
            <strong>{number(count, language)}</strong>
          </li>
        ))}
        {late.slice(0, MOST).map((load) => {
          const title = departments?.get(load.department);
          return (
            <li key={load.department} className="late">
              <ClockCircleFilled aria-hidden />
              <Link to={`/applications?overdue=true&department=${encodeURIComponent(load.department)}`}>
                {title ? told(title) : load.department}
                <small>{say.overdueAt(number(load.overdue, language))}</small>
              </Link>
              <strong>{number(load.overdue, language)}</strong>
            </li>
          );
        })}
      </ul>
      <div className="overview-ways">
        {causes.length > 0 ? <Link to="/operate/incidents">{say.allIncidents}</Link> : null}
        {late.length > MOST ? <Link to="/applications?overdue=true">{say.allOverdue}</Link> : null}
      </div>
    </section>
  );
}

/** How long ago by the server's time. */
function Since({ since }: { since: string }) {
  const say = useWords(words);
  const { language } = useLanguage();
  const clock = useClock();
  if (clock.data === undefined) return null;
  const passed = new Date(clock.data.now).getTime() - new Date(since).getTime();
  return (
    <small>
      {say.since} {length(passed, language)}
    </small>
  );
}

function byCause(incidents: Incident[]): { cause: string; count: number; since: string }[] {
  const by = new Map<string, { count: number; since: string }>();
  for (const { cause, since } of incidents) {
    const one = by.get(cause);
    by.set(cause, {
      count: (one?.count ?? 0) + 1,
      since: one === undefined || inTime(since, one.since) < 0 ? since : one.since,
    });
  }
  return [...by].map(([cause, one]) => ({ cause, ...one })).sort((a, b) => b.count - a.count);
}
