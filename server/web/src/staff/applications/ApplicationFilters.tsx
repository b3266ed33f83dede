import { Button, Input, Select, Switch } from 'antd';
import { useId, useState } from 'react';
import { useNavigate } from 'react-router';
import { api, ask } from '../../api/client';
import { isRefused } from '../../api/problem';
import { useSay, useWords } from '../../language/language';
import { useMe } from '../../session/me';
import { useDepartments, useScenarioList } from '../tasks/titles';
import type { Filter } from './listing';
import { words } from './words';

const STATUSES = [
  'draft',
  'submitted',
  'handling',
  'correcting',
  'suspended',
  'concluded',
  'withdrawn',
  'terminated',
];
const ITEM_STATUSES = [
  'draft',
  'submitted',
  'accepted',
  'correcting',
  'handling',
  'suspended',
  'approved',
  'refused',
  'not_accepted',
  'withdrawn',
  'terminated',
];

/** What is listed. */
export function ApplicationFilters({
  filter,
  change,
}: {
  filter: Filter;
  change: (changes: Partial<Record<keyof Filter, string | undefined>>) => void;
}) {
  const say = useWords(words);
  const told = useSay();
  const me = useMe();
  const scenarios = useScenarioList();
  const departments = useDepartments();
  const pick = (
    name: 'scenario' | 'status' | 'item_status' | 'department',
    label: string,
    every: string,
    options: { value: string; label: string }[],
    width: number,
  ) => (
    <label className="work-field">
      <span>{label}</span>
      <Select
        aria-label={label}
        showSearch={{ optionFilterProp: 'label' }}
        value={filter[name] ?? ''}
        onChange={(value) => change({ [name]: value })}
        options={[{ value: '', label: every }, ...options]}
        style={{ width }}
      />
    </label>
  );
  const statuses = (all: readonly string[]) =>
    all.map((value) => ({ value, label: say.statuses[value] ?? value }));
  const titled = (all: readonly { id: string; title: { zh: string; en: string } }[] | undefined) =>
    all?.map((one) => ({ value: one.id, label: told(one.title) })) ?? [];
  return (
    <search className="work-filters">
      {pick('scenario', say.scenario, say.everyScenario, titled(scenarios.data), 210)}
      {pick('status', say.status, say.everyStatus, statuses(STATUSES), 130)}
      {pick('item_status', say.itemStatus, say.anyItemStatus, statuses(ITEM_STATUSES), 130)}
      {me.data?.department == null
        ? pick('department', say.department, say.everyDepartment, titled(departments.data), 210)
        : null}
      <label className="work-field">
        <span>{say.open}</span>
        <Select
          aria-label={say.open}
          value={filter.open === undefined ? '' : String(filter.open)}
          onChange={(open) => change({ open })}
          options={[
            { value: '', label: say.openAll },
            { value: 'true', label: say.openOnly },
            { value: 'false', label: say.closedOnly },
          ]}
          style={{ width: 110 }}
        />
      </label>
      <label className="work-field work-switch">
        <span>{say.overdue}</span>
        <span>
          <Switch
            aria-label={say.overdue}
            checked={filter.overdue === true}
            onChange={(on) => change({ overdue: on ? 'true' : undefined })}
          />
        </span>
      </label>
      <Find />
    </search>
  );
}

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

async function byId(id: string): Promise<string> {
  return (await ask(api.GET('/api/v1/applications/{id}', { params: { path: { id } } }))).id;
}

async function byNumber(number: string): Promise<string | undefined> {
  return (await ask(api.GET('/api/v1/applications', { params: { query: { number } } }))).items[0]?.id;
}

/** Goes to an application by the number that people say, or by its id. */
function Find() {
  const say = useWords(words);
  const go = useNavigate();
  const id = useId();
  const [typed, type] = useState('');
  const [wrong, setWrong] = useState<string>();
  const find = async () => {
    const wanted = typed.trim();
    if (wanted === '') return;
    try {
      const found = ID.test(wanted) ? await byId(wanted) : await byNumber(wanted);
      if (found === undefined) return setWrong(say.notFoundId);
      void go(`/applications/${found}`);
    } catch (error) {
      setWrong(
        isRefused(error, 404) ? say.notFoundId : error instanceof Error ? error.message : String(error),
      );
    }
  };
  return (
    <form
      className="work-field work-search"
      onSubmit={(event) => {
        event.preventDefault();
        void find();
      }}
    >
      <span>
        <label htmlFor={id}>{say.search}</label>
      </span>
      <span className="find">
        <Input
          id={id}
          value={typed}
          placeholder={say.searchHint}
          status={wrong === undefined ? '' : 'error'}
          aria-invalid={wrong !== undefined}
          aria-describedby={wrong === undefined ? undefined : `${id}-wrong`}
          onChange={(event) => {
            type(event.target.value);
            setWrong(undefined);
          }}
        />
        <Button htmlType="submit">{say.find}</Button>
      </span>
      {wrong === undefined ? null : (
        <span id={`${id}-wrong`} className="missing" role="alert">
          {wrong}
        </span>
      )}
    </form>
  );
}
