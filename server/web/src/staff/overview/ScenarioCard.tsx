import { ArrowRightOutlined } from '@ant-design/icons';
import type { UseQueryResult } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { components } from '../../api/schema';
import { useSay, useWords } from '../../language/language';
import { Loaded } from '../frame/State';
import { Changes } from './Changes';
import { changes } from './figures';
import { words } from './words';

/** One one-thing: who leads it, what it was before and is now, and the ways into it. */
export function ScenarioCard({
  scenario,
  lead,
  comparison,
}: {
  scenario: components['schemas']['ScenarioListed'];
  lead: string | undefined;
  comparison: UseQueryResult<components['schemas']['ComparisonView']> | undefined;
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
      {lead ? (
        <p className="overview-lead">
          {say.lead} {lead}
        </p>
      ) : null}
      {scenario.sound ? null : <p className="overview-unsound">{say.unsound}</p>}
      {comparison ? (
        <Loaded of={comparison}>{(compared) => <Changes changes={changes(compared)} />}</Loaded>
      ) : null}
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
