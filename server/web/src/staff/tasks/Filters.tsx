import { Input, Segmented, Select, Switch, type InputRef } from 'antd';
import { useEffect, useRef, useState, type RefObject } from 'react';
import { useLanguage, useSay, useWords } from '../../language/language';
import { number } from '../../language/format';
import type { components } from '../../api/schema';
import type { Filter, Whose } from './filters';
import { useDepartments, useScenarioList } from './titles';
import { words } from './words';

const DECIDERS = ['all', 'mine', 'free', 'others'] as const;
const READERS = ['all', 'free', 'others'] as const;

/** What is listed: of which department and post, whose, of which scenario, in which words. */
export function Filters({
  filter,
  change,
  own,
  posts: ownPosts,
  decides,
  counts,
  search,
}: {
  filter: Filter;
  change: (changes: Record<string, string | undefined>) => void;
  /** Whether the department is given. */
  own: boolean;
  /** A clerk's posts; all where there are none. */
  posts: readonly string[];
  /** Whether some of it may be one's own. */
  decides: boolean;
  /** Of the whole list; none: they are not there yet. */
  counts: components['schemas']['TaskCounts'] | undefined;
  search: RefObject<HTMLInputElement | null>;
}) {
  const say = useWords(words);
  const told = useSay();
  const { language } = useLanguage();
  const departments = useDepartments();
  const scenarios = useScenarioList();
  const posts = Object.entries(
    departments.data?.find((one) => one.id === filter.department)?.staff_titles ?? {},
  ).filter(([post]) => ownPosts.length === 0 || ownPosts.includes(post));
  const counted = (name: string, count: number | undefined) =>
    count === undefined ? name : `${name} ${number(count, language)}`;
  const whose = {
    all: counts?.open,
    mine: counts?.mine,
    free: counts?.unclaimed,
    others: counts && counts.open - counts.mine - counts.unclaimed,
  };
  return (
    <search className="work-filters">
      {own ? null : (
        <label className="work-field">
          <span>{say.department}</span>
          <Select
            aria-label={say.department}
            showSearch={{ optionFilterProp: 'label' }}
            value={filter.department ?? null}
            placeholder={say.choose}
            loading={departments.isLoading}
            onChange={(department) => change({ department: department ?? undefined, role: undefined })}
            options={departments.data?.map((one) => ({ value: one.id, label: told(one.title) })) ?? []}
            style={{ width: 240 }}
          />
        </label>
      )}
      {posts.length > 1 ? (
        <label className="work-field">
          <span>{say.role}</span>
          <Select
            aria-label={say.role}
            value={filter.role ?? 'all'}
            onChange={(role) => change({ role })}
            options={[
              { value: 'all', label: say.everyRole },
              ...posts.map(([post, title]) => ({ value: post, label: told(title) })),
            ]}
            style={{ width: 120 }}
          />
        </label>
      ) : null}
      <label className="work-field">
        <span>{say.scenario}</span>
        <Select
          aria-label={say.scenario}
          value={filter.scenario ?? 'all'}
          onChange={(scenario) => change({ scenario })}
          options={[
            { value: 'all', label: say.everyScenario },
            ...(scenarios.data?.map((one) => ({ value: one.id, label: told(one.title) })) ?? []),
          ]}
          style={{ width: 200 }}
        />
      </label>
      <div className="work-field">
        <span aria-hidden>{say.whose}</span>
        <Segmented<Whose>
          aria-label={say.whose}
          value={filter.whose}
          onChange={(whose) => change({ whose })}
          options={(decides ? DECIDERS : READERS).map((each) => ({
            value: each,
            label: counted(each === 'others' && !decides ? say.claimed : say[each], whose[each]),
          }))}
        />
      </div>
      <label className="work-field work-switch">
        <span>{say.onlyOverdue}</span>
        <span>
          <Switch
            aria-label={say.onlyOverdue}
            checked={filter.overdue}
            onChange={(on) => change({ overdue: on ? '1' : undefined })}
          />{' '}
          {counted('', counts?.overdue)}
        </span>
      </label>
      <Search value={filter.search} change={(q) => change({ q })} input={search} />
    </search>
  );
}

/** Letters appear at once; the address follows. */
function Search({
  value,
  change,
  input,
}: {
  value: string;
  change: (value: string) => void;
  input: RefObject<HTMLInputElement | null>;
}) {
  const say = useWords(words);
  const [typed, type] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => type(value), [value]);
  useEffect(() => {
    if (typed === value) return;
    timer.current = setTimeout(() => change(typed), 200);
    return () => clearTimeout(timer.current);
  }, [typed, value, change]);
  return (
    <label className="work-field work-search">
      <span>{say.search}</span>
      <Input
        ref={(made: InputRef | null) => {
          input.current = made?.input ?? null;
        }}
        type="search"
        aria-label={say.search}
        value={typed}
        onChange={(event) => type(event.target.value)}
        // Who goes on from here, to a row say, goes on from what is typed: nothing changes the address behind them.
        onBlur={() => {
          clearTimeout(timer.current);
          if (typed !== value) change(typed);
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          // Back to the list; what is searched for stays.
          event.preventDefault();
          event.currentTarget.blur();
        }}
      />
    </label>
  );
}
