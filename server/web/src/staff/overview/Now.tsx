import { Link } from 'react-router';
import type { components } from '../../api/schema';
import { number } from '../../language/format';
import { useLanguage, useWords } from '../../language/language';
import { loads, total } from './departments';
import { words } from './words';

/** How the work stands, in a handful of numbers that lead to what is behind them. */
export function Now({
  work,
  closed,
}: {
  work: components['schemas']['Overview'] | undefined;
  closed: { count: number; more: boolean } | undefined;
}) {
  const say = useWords(words);
  const { language } = useLanguage();
  const all = work ? total(loads(work)) : undefined;
  const said = (value: number | undefined, more = false) =>
    value === undefined ? '–' : `${number(value, language)}${more ? '+' : ''}`;
  const incidents = work?.incidents;
  return (
    <section aria-labelledby="overview-now">
      <h2 id="overview-now" className="sr-only">
        {say.now}
      </h2>
      <ul className="overview-now">
        <Tile
          to="/applications?open=true"
          title={say.open}
          about={say.openAbout}
          value={said(work?.applications, work?.more)}
        />
        <Tile
          to="/applications?open=true"
          title={say.handling}
          about={say.handlingAbout}
          value={said(all?.underWay, work?.more)}
        />
        <Tile
          to="/applications?open=false"
          title={say.closed}
          about={say.closedAbout}
          value={said(closed?.count, closed?.more)}
        />
        <Tile
          to="/applications?overdue=true"
          title={say.overdue}
          about={say.overdueAbout}
          value={said(all?.overdue, work?.more)}
          tone={all?.overdue ? 'bad' : 'good'}
        />
        {incidents != null ? (
          <Tile
            to="/operate/incidents"
            title={say.incidents}
            about={say.incidentsAbout}
            value={said(incidents)}
            tone={incidents ? 'bad' : 'good'}
          />
        ) : null}
      </ul>
    </section>
  );
}

function Tile(props: { to: string; title: string; about: string; value: string; tone?: 'good' | 'bad' }) {
  return (
    <li className={`overview-tile ${props.tone ?? ''}`}>
      <Link to={props.to}>
        <span className="overview-tile-title">{props.title}</span>
        <strong>{props.value}</strong>
        <span className="overview-tile-about">{props.about}</span>
      </Link>
    </li>
  );
}
