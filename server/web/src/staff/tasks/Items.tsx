import { useLanguage, useSay, useWords } from '../../language/language';
import { Light } from './Light';
import type { ApplicationView } from './case';
import { useDepartmentTitle } from './titles';
import { words as caseWords } from './caseWords';

/** How each item of the application stands; those that the task serves first. */
export function Items({
  application,
  served,
  now,
}: {
  application: ApplicationView;
  served: readonly string[];
  now: string | undefined;
}) {
  const say = useWords(caseWords);
  const told = useSay();
  const { language } = useLanguage();
  const department = useDepartmentTitle();
  const items = [...application.items].sort(
    (a, b) => Number(served.includes(b.id)) - Number(served.includes(a.id)),
  );
  return (
    <ul className="items">
      {items.map((item) => (
        <li key={item.id} className={served.includes(item.id) ? 'item-served' : undefined}>
          <div>
            <strong>{told(item.title)}</strong>
            <span className="quiet">{department(item.department)}</span>
          </div>
          <div>
            <Status status={item.status} title={told(item.status_title)} />
            {item.overdue || item.due_at != null ? <Light of={item} now={now} /> : null}
          </div>
          {item.limit == null ? null : (
            <span className="sr-only">{say.limitOf(limit(item.limit, language))}</span>
          )}
        </li>
      ))}
    </ul>
  );
}

/** A limit as scenarios write it, in words: `10wd`. */
export function limit(text: string, language: 'zh' | 'en'): string {
  const found = /^(\d+)(wd|d|h|min)$/.exec(text);
  if (found === null) return text;
  const names = {
    zh: { wd: '个工作日', d: '天', h: '小时', min: '分钟' },
    en: { wd: ' working days', d: ' days', h: ' hours', min: ' minutes' },
  };
  return `${found[1]}${names[language][found[2] as 'wd' | 'd' | 'h' | 'min']}`;
}

/** A status with a colour of its kind. */
export function Status({ status, title }: { status: string; title: string }) {
  return <span className={`status status-${KIND[status] ?? 'way'}`}>{title}</span>;
}

const KIND: Record<string, string> = {
  draft: 'draft',
  approved: 'good',
  concluded: 'good',
  refused: 'bad',
  not_accepted: 'bad',
  terminated: 'bad',
  withdrawn: 'draft',
  correcting: 'wait',
  suspended: 'wait',
};
