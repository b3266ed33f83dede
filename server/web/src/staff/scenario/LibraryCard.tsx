import { ArrowRightOutlined } from '@ant-design/icons';
import { Alert, Skeleton, Tag } from 'antd';
import { Link } from 'react-router';
import { useSay, useWords } from '../../language/language';
import { useMe } from '../../session/me';
import { Failure } from '../frame/State';
import type { Listed, ScenarioView } from './asked';
import { KeyFigures, usual } from './KeyFigures';
import { words } from './words';

/** A scenario in the library: who is in it, and what changes. */
export function LibraryCard({
  entry,
  view,
  error,
  lead,
  named,
  companies,
}: {
  entry: Listed;
  view: ScenarioView | undefined;
  error: unknown;
  lead: string | undefined;
  named: (department: string) => string | undefined;
  /** Departments that are companies, and not counted as departments. */
  companies: ReadonlySet<string>;
}) {
  const say = useWords(words);
  const told = useSay();
  const role = useMe().data?.role;
  const title = told(entry.title);
  const parties = [...new Set(view?.items.map((item) => item.department))];
  const outside = parties.filter((id) => companies.has(id)).length;
  const draws = role === 'designer' || role === 'tester';
  return (
    <article className="sc-card">
      <h2>{entry.sound ? <Link to={`/scenarios/${entry.id}`}>{title}</Link> : title}</h2>
      {entry.sound ? null : <Alert type="warning" showIcon title={say.unsound} />}
      {error ? <Failure error={error} /> : null}
      {view === undefined ? (
        entry.sound && !error ? (
          <Skeleton active paragraph={{ rows: 3 }} title={false} />
        ) : null
      ) : (
        <>
          <p className="sc-card-about">
            {lead ? (
              <span>
                {say.lead + say.colon}
                <strong>{lead}</strong>
              </span>
            ) : null}
            <span>{say.itemsOf(view.items.length)}</span>
            <span>{say.departmentsOf(parties.length - outside)}</span>
            {outside > 0 ? <span>{say.companiesOf(outside)}</span> : null}
          </p>
          <div className="sc-card-tags">
            {parties.map((id) => (
              <Tag key={id}>{named(id) ?? id}</Tag>
            ))}
          </div>
          <KeyFigures
            before={usual(view.plans[0])}
            after={usual(view.plans.at(-1))}
            figures={['fields', 'materials', 'steps', 'trips', 'limit_wd']}
            small
          />
        </>
      )}
      {entry.sound ? (
        <p className="sc-card-links no-print">
          <Link to={`/scenarios/${entry.id}`}>
            {say.details} <ArrowRightOutlined aria-hidden />
            <span className="sr-only">{say.colon + title}</span>
          </Link>
          <a href={`/apply/${entry.id}`}>
            {say.apply}
            <span className="sr-only">{say.colon + title}</span>
          </a>
          {draws ? (
            <Link to={`/designer?scenario=${encodeURIComponent(entry.id)}`}>
              {say.design}
              <span className="sr-only">{say.colon + title}</span>
            </Link>
          ) : null}
        </p>
      ) : null}
    </article>
  );
}
