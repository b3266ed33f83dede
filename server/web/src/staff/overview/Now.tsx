import { Link } from 'react-router';
import type { components } from '../../api/schema';
import { number } from '../../language/format';
import { useLanguage, useWords } from '../../language/language';
import { loads, total } from './departments';
import { words } from './words';

/** How the work stands, in a handful of numbers that lead to what is behind them. */
export function Now({ work }: { work: components['schemas']['Overview'] | undefined }) {
  const say = useWords(words);
  const { language } = useLanguage();
  const all = work ? total(loads(work)) : undefined;
  const said = (value: number | undefined, more = false) =>
    value === undefined ? '–' : `${number(value, language)}${more ? '+' : ''}`;
  const wanting = (count: number | undefined) => (count ? 'bad' : 'good');
  const tiles: Fact[] = [
    {
      to: '/applications?open=true',
      title: say.open,
      about: say.openAbout,
      value: said(work?.applications, work?.more),
    },
    {
      to: '/applications?open=true',
      title: say.handling,
      about: say.handlingAbout,
      value: said(all?.underWay, work?.more),
    },
    {
      to: '/applications?open=false',
      title: say.closed,
      about: say.closedAbout,
      value: said(work?.closed.applications, work?.closed.more),
    },
    {
      to: '/applications?overdue=true',
      title: say.overdue,
      about: say.overdueAbout,
      value: said(all?.overdue, work?.more),
      tone: wanting(all?.overdue),
    },
  ];
  if (work?.incidents != null) {
    tiles.push({
      to: '/operate/incidents',
      title: say.incidents,
      about: say.incidentsAbout,
      value: said(work.incidents),
      tone: wanting(work.incidents),
    });
  }
  return (
    <section aria-labelledby="overview-now">
      <h2 id="overview-now" className="sr-only">
        {say.now}
      </h2>
      <ul className="overview-now">
        {tiles.map((tile) => (
          <Tile key={tile.title} {...tile} />
        ))}
      </ul>
    </section>
  );
}

/** A number that leads to what is behind it. */
interface Fact {
  to: string;
  title: string;
  about: string;
  value: string;
  tone?: 'good' | 'bad';
}

function Tile({ to, title, about, value, tone }: Fact) {
  return (
    <li className={`overview-tile ${tone ?? ''}`}>
      <Link to={to}>
        <span className="overview-tile-title">{title}</span>
        <strong>{value}</strong>
        <span className="overview-tile-about">{about}</span>
      </Link>
    </li>
  );
}
