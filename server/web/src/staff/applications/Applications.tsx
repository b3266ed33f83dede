import { Button, Empty } from 'antd';
import { lazy, Suspense, useMemo, useState } from 'react';
import { Link } from 'react-router';
import { useLanguage, useWords } from '../../language/language';
import { moment, number, relative } from '../../language/format';
import { useMe } from '../../session/me';
import { PageHead } from '../frame/PageHead';
import { Rows, type Column } from '../frame/Rows';
import { Failure, Loaded } from '../frame/State';
import { useClock } from '../tasks/clock';
import { Status } from '../tasks/Items';
import { useDepartmentTitle, useItemTitle, useScenarioTitle } from '../tasks/titles';
import { ApplicationFilters } from './ApplicationFilters';
import { useApplicationFilter, useApplications, type Listed } from './listing';
import { words as generateWords } from './generateWords';
import { words } from './words';
import '../tasks/tasks.css';
import '../tasks/task.css';
import './applications.css';

const Generate = lazy(() => import('./Generate'));

/** Applications that one may see. */
export default function Applications() {
  const say = useWords(words);
  const { language } = useLanguage();
  const { filter, change } = useApplicationFilter();
  const asked = useApplications(filter);
  const rows = useMemo(() => asked.data?.pages.flatMap((page) => page.items) ?? [], [asked.data]);
  const columns = useColumns(rows);
  const isFiltered = Object.keys(filter).length > 0;
  const count = number(rows.length, language);
  return (
    <>
      <PageHead title={say.title} about={say.about}>
        <MakeUp
          onSee={(scenario) =>
            change({
              scenario,
              status: undefined,
              item_status: undefined,
              department: undefined,
              overdue: undefined,
              open: undefined,
            })
          }
        />
      </PageHead>
      <ApplicationFilters filter={filter} change={change} />
      {asked.error && asked.data !== undefined ? (
        <Failure error={asked.error} again={() => void asked.refetch()} />
      ) : null}
      <Loaded of={asked}>
        {() => (
          <>
            <p className="work-summary" role="status">
              {asked.hasNextPage ? say.shownMore(count) : say.shown(count)}
            </p>
            <Legend />
            {rows.length === 0 ? (
              <Empty className="work-empty" description={isFiltered ? say.emptyFilter : say.empty}>
                {isFiltered ? (
                  <Button
                    onClick={() =>
                      change({
                        scenario: undefined,
                        status: undefined,
                        item_status: undefined,
                        department: undefined,
                        overdue: undefined,
                        open: undefined,
                      })
                    }
                  >
                    {say.clear}
                  </Button>
                ) : null}
              </Empty>
            ) : (
              <div className="applications">
                <Rows label={say.table} columns={columns} rows={rows} name={(row) => row.id} />
                {asked.hasNextPage ? (
                  <p className="applications-more">
                    <Button loading={asked.isFetchingNextPage} onClick={() => void asked.fetchNextPage()}>
                      {say.more}
                    </Button>
                  </p>
                ) : null}
              </div>
            )}
          </>
        )}
      </Loaded>
    </>
  );
}

/** Where time is a sandbox's, testers make up many applications at once. */
function MakeUp({ onSee }: { onSee: (scenario: string) => void }) {
  const say = useWords(generateWords);
  const me = useMe();
  const clock = useClock();
  const [isOpen, open] = useState(false);
  if (me.data?.role !== 'tester' || clock.data === undefined || clock.data.kind === 'real') return null;
  return (
    <>
      <Button type="primary" onClick={() => open(true)}>
        {say.open}
      </Button>
      {isOpen ? (
        <Suspense>
          <Generate
            onClose={() => open(false)}
            onSee={(scenario) => {
              open(false);
              onSee(scenario);
            }}
          />
        </Suspense>
      ) : null}
    </>
  );
}

/** What the dots of items mean. */
function Legend() {
  const say = useWords(words);
  return (
    <ul className="legend" aria-hidden>
      {(['draft', 'handling', 'correcting', 'over', 'approved', 'refused'] as const).map((kind) => (
        <li key={kind}>
          <span className={`dot dot-${kind}`} /> {say.legend[kind]}
        </li>
      ))}
    </ul>
  );
}

function useColumns(rows: readonly Listed[]): Column<Listed>[] {
  const say = useWords(words);
  const { language } = useLanguage();
  const clock = useClock();
  const scenario = useScenarioTitle();
  const department = useDepartmentTitle();
  const itemTitle = useItemTitle(useMemo(() => [...new Set(rows.map((row) => row.scenario))].sort(), [rows]));
  const now = clock.data?.now;
  const when = (at: string) => (
    <time dateTime={at} title={moment(at, language)}>
      {now === undefined ? moment(at, language) : relative(at, now, language)}
    </time>
  );
  return [
    {
      title: say.number,
      cell: (row) => (
        <Link to={`/applications/${row.id}`} className="application-number" title={row.id}>
          {row.number}
        </Link>
      ),
    },
    { title: say.scenario, cell: (row) => scenario(row.scenario) },
    {
      title: say.status,
      cell: (row) => (
        <span className="application-status">
          <Status status={row.status} title={say.statuses[row.status] ?? row.status} />
          {row.items.some((item) => item.overdue) ? <span className="overdue">{say.overdueOne}</span> : null}
        </span>
      ),
    },
    {
      title: say.items,
      cell: (row) => (
        <ul className="application-items">
          {row.items.map((item) => {
            const state = say.statuses[item.status] ?? item.status;
            return (
              <li
                key={item.id}
                className={`dot dot-${item.overdue ? 'over' : item.status}`}
                title={`${itemTitle(row.scenario, item.id)} · ${department(item.department)} · ${state}${item.overdue ? ` · ${say.overdueOne}` : ''}`}
              >
                <span className="sr-only">
                  {itemTitle(row.scenario, item.id)} {state} {item.overdue ? say.overdueOne : ''}
                </span>
              </li>
            );
          })}
          <li className="application-count" aria-hidden>
            {
              row.items.filter((item) =>
                ['approved', 'refused', 'not_accepted', 'withdrawn', 'terminated'].includes(item.status),
              ).length
            }
            /{row.items.length}
          </li>
        </ul>
      ),
    },
    {
      title: say.opened,
      cell: (row) => (row.opened_at == null ? '' : when(row.opened_at)),
    },
    { title: say.changed, cell: (row) => when(row.changed_at) },
  ];
}
