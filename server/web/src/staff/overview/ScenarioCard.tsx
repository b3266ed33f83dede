import { ArrowRightOutlined } from '@ant-design/icons';
import { Link } from 'react-router';
import type { components } from '../../api/schema';
import { useSay, useWords } from '../../language/language';
import { Changes } from './Changes';
import { changes, type Compared } from './figures';
import { words } from './words';

/** One one-thing: who leads it, what it was before and is now, and the ways into it. */
export function ScenarioCard({
  scenario,
  compared,
  isAwaited,
}: {
  scenario: components['schemas']['ScenarioListed'];
  compared: Compared | undefined;
  /** Its figures are on their way. */
  isAwaited: boolean;
}) {
  const say = useWords(words);
  const told = useSay();
  const title = told(scenario.title);
  const id = encodeURIComponent(scenario.id);
  return (
    <li className="overview-card">
      <h3>
        <Link to={`/scenarios/${id}`}>{title}</Link>
      </h3>
      {scenario.lead ? (
        <p className="overview-lead">
          {say.lead} {told(scenario.lead.title)}
        </p>
      ) : null}
      {scenario.sound ? null : <p className="overview-unsound">{say.unsound}</p>}
      {compared ? <Changes changes={changes(compared)} /> : null}
      {isAwaited ? <div className="overview-awaited" aria-hidden /> : null}
      <div className="overview-ways">
        <Link to={`/scenarios/${id}`} aria-label={`${say.process}: ${title}`}>
          {say.process}
        </Link>
        {scenario.sound ? (
          <a href={`/apply/${id}`} aria-label={`${say.apply}: ${title}`}>
            {say.apply} <ArrowRightOutlined aria-hidden />
          </a>
        ) : null}
      </div>
    </li>
  );
}
