import { SearchOutlined } from '@ant-design/icons';
import { useQueries } from '@tanstack/react-query';
import { Empty, Input, Select } from 'antd';
import { useMemo, useState } from 'react';
import { useLanguage, useSay, useWords } from '../../language/language';
import { PageHead } from '../frame/PageHead';
import { Loaded } from '../frame/State';
import { scenarioQuery, useDepartments, useLibrary, type Listed, type ScenarioView } from './asked';
import { useChoice } from './choice';
import { LibraryCard } from './LibraryCard';
import { words } from './words';
import './scenario.css';

/** All scenarios, each with what its joint plan changes. */
export default function Library() {
  const say = useWords(words);
  const library = useLibrary();
  return (
    <>
      <PageHead title={say.library} about={say.libraryAbout} />
      <Loaded of={library}>{(listed) => <Shelf listed={listed} />}</Loaded>
    </>
  );
}

function Shelf({ listed }: { listed: readonly Listed[] }) {
  const say = useWords(words);
  const told = useSay();
  const { language } = useLanguage();
  const departments = useDepartments().data;
  const titles = useMemo(
    () => new Map((departments ?? []).map((one) => [one.id, one.title] as const)),
    [departments],
  );
  const companies = new Set(
    (departments ?? []).filter(({ level }) => level === 'company').map(({ id }) => id),
  );
  const views = useQueries({
    queries: listed.map(({ id, sound }) => ({ ...scenarioQuery(id), enabled: sound })),
  });
  const choice = useChoice();
  // The address follows what is typed; were it the other way round, typing would wait for it.
  const [sought, setSought] = useState(choice.of('q') ?? '');
  const seek = (to: string) => {
    setSought(to);
    choice.set({ q: to });
  };
  const lead = choice.of('lead') ?? '';
  const setLead = (to: string) => choice.set({ lead: to });
  const named = (id: string | null | undefined) => {
    const title = id ? titles.get(id) : undefined;
    return title === undefined ? undefined : told(title);
  };
  const entries = listed.map((entry, at) => ({ entry, view: views[at]?.data, error: views[at]?.error }));
  const leads = [...new Set(entries.flatMap(({ view }) => view?.lead ?? []))];
  // A department that is gone is not sought for.
  const only = leads.includes(lead) ? lead : '';
  const shown = entries.filter(
    ({ entry, view }) =>
      (only === '' || view?.lead === only) && isMatch(sought, [entry.title, ...inside(view, titles)]),
  );
  return (
    <>
      <div className="sc-search no-print" role="search">
        <Input
          allowClear
          size="large"
          prefix={<SearchOutlined aria-hidden />}
          placeholder={say.search}
          aria-label={say.search}
          value={sought}
          onChange={(event) => seek(event.target.value)}
        />
        <Select
          size="large"
          aria-label={say.lead}
          value={only}
          onChange={setLead}
          options={[
            { value: '', label: say.allLeads },
            ...leads.map((id) => ({ value: id, label: named(id) ?? id })),
          ]}
        />
      </div>
      <p role="status" className="sc-count">
        {say.found(shown.length)}
      </p>
      {shown.length === 0 ? (
        <Empty
          description={
            <>
              <strong>{listed.length === 0 ? say.empty : say.none}</strong>
              {listed.length === 0 ? null : <div>{say.noneHint}</div>}
            </>
          }
        />
      ) : (
        <ul className="sc-shelf" lang={language === 'zh' ? 'zh-CN' : 'en'}>
          {shown.map(({ entry, view, error }) => (
            <li key={entry.id}>
              <LibraryCard
                entry={entry}
                view={view}
                error={error}
                lead={named(view?.lead)}
                named={named}
                companies={companies}
              />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

type Titles = ReadonlyMap<string, { zh: string; en: string }>;

function inside(view: ScenarioView | undefined, titles: Titles) {
  return (view?.items ?? []).flatMap((item) => [item.title, titles.get(item.department) ?? item.title]);
}

/** Whether every word sought is in one of the labels, in either language. */
function isMatch(sought: string, labels: readonly { zh: string; en: string }[]): boolean {
  const all = labels.map(({ zh, en }) => `${zh} ${en}`.toLowerCase()).join('\n');
  return sought
    .toLowerCase()
    .split(/\s+/)
    .every((word) => all.includes(word));
}
