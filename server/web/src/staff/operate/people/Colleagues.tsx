import { Button, Select } from 'antd';
import { useState } from 'react';
import { moment } from '../../../language/format';
import { useLanguage, useSay, useWords } from '../../../language/language';
import { Rows, type Column } from '../../frame/Rows';
import { Loaded } from '../../frame/State';
import { More } from '../More';
import { useDepartments } from '../tokens/data';
import { words as shared } from '../words';
import { useColleagues, type Absence, type Colleague } from './data';
import { words } from './words';

/** The clerks of one department, and who of them is away. */
export function Colleagues({
  onSay,
  onEnd,
}: {
  onSay: ((person: Colleague, colleagues: Colleague[]) => void) | undefined;
  onEnd: ((person: Colleague) => void) | undefined;
}) {
  const say = useWords(words);
  const told = useSay();
  const departments = useDepartments();
  const [chosen, choose] = useState<string>();
  const department = chosen ?? departments.data?.items[0]?.id;
  const colleagues = useColleagues(department);
  return (
    <>
      <div className="operate-form people-department">
        <div>
          <label htmlFor="people-department">{say.department}</label>
          <Select
            id="people-department"
            showSearch={{ optionFilterProp: 'label' }}
            value={department ?? null}
            loading={departments.isPending}
            onChange={choose}
            options={departments.data?.items.map((one) => ({ value: one.id, label: told(one.title) })) ?? []}
          />
        </div>
      </div>
      <Loaded of={colleagues}>
        {(all) =>
          all.length === 0 ? (
            <p className="operate-empty">{say.none}</p>
          ) : (
            <List all={all} onSay={onSay && ((one) => onSay(one, all))} onEnd={onEnd} />
          )
        }
      </Loaded>
      <More of={colleagues} />
    </>
  );
}

function List({
  all,
  onSay,
  onEnd,
}: {
  all: Colleague[];
  onSay: ((person: Colleague) => void) | undefined;
  onEnd: ((person: Colleague) => void) | undefined;
}) {
  const say = useWords(words);
  const sayAll = useWords(shared);
  const told = useSay();
  const name = (id: string) => all.find((one) => one.id === id)?.name ?? id;
  const columns: Column<Colleague>[] = [
    {
      title: say.person,
      cell: (one) => (
        <>
          <strong>{one.name}</strong>
          <small>
            <code>{one.id}</code>
          </small>
        </>
      ),
    },
    {
      title: say.posts,
      cell: (one) =>
        one.roles.length === 0 ? (
          <span className="operate-soft">{say.allPosts}</span>
        ) : (
          one.roles.map((post) => told(post.title)).join(' · ')
        ),
    },
    {
      title: say.standing,
      cell: (one) =>
        one.absence == null ? (
          <span className="operate-tag good">{say.here}</span>
        ) : (
          <Away absence={one.absence} deputy={one.absence.deputy ? name(one.absence.deputy) : undefined} />
        ),
    },
  ];
  if (onSay !== undefined && onEnd !== undefined) {
    columns.push({
      title: sayAll.actions,
      kind: 'actions',
      cell: (one) => (
        <>
          {one.absence == null ? (
            <Button size="small" aria-label={`${say.say}: ${one.name}`} onClick={() => onSay(one)}>
              {say.say}
            </Button>
          ) : (
            <Button size="small" aria-label={`${say.end}: ${one.name}`} onClick={() => onEnd(one)}>
              {say.end}
            </Button>
          )}
        </>
      ),
    });
  }
  return <Rows label={say.title} columns={columns} rows={all} name={(one) => one.id} />;
}

function Away({ absence, deputy }: { absence: Absence; deputy: string | undefined }) {
  const say = useWords(words);
  const { language } = useLanguage();
  return (
    <>
      <span className={`operate-tag ${absence.now ? 'mind' : 'info'}`}>
        {absence.now ? say.away : say.later}
      </span>
      <small>{say.span(moment(absence.from, language), moment(absence.until, language))}</small>
      <small>{deputy === undefined ? say.nobody : say.deputyIs(deputy)}</small>
    </>
  );
}
