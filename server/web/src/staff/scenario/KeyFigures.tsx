import { ArrowRightOutlined } from '@ant-design/icons';
import { number } from '../../language/format';
import { useLanguage, useWords } from '../../language/language';
import type { CountView, ScenarioView } from './asked';
import { words } from './words';

/** A figure that is told in short, by its name in the interface. */
export type Key =
  'departments' | 'items' | 'systems' | 'limit_wd' | 'limit_d' | 'trips' | 'materials' | 'fields' | 'steps';

const TITLES = {
  departments: 'departments',
  items: 'items',
  systems: 'systems',
  limit_wd: 'limit',
  limit_d: 'limit',
  trips: 'trips',
  materials: 'materials',
  fields: 'fields',
  steps: 'steps',
} as const;

/** A figure as people say it: limits have a unit, and none at all is the same day. */
export function useAmount() {
  const say = useWords(words);
  const { language } = useLanguage();
  return (key: string, value: number) => {
    const plain = number(value, language, 1);
    if (key === 'limit_wd') return value === 0 ? say.sameDay : say.workingDays(plain);
    return key === 'limit_d' ? say.calendarDays(plain) : plain;
  };
}

/** What a plan comes to, by figure. */
export type Values = Readonly<Record<string, number>>;

/** What a plan comes to in the usual way; nothing where there is no plan. */
export function usual(plan: ScenarioView['plans'][number] | undefined): Values | undefined {
  return plan && Object.fromEntries(Object.entries(plan.figures).map(([key, { base }]) => [key, base]));
}

/** What a plan comes to as it was counted. */
export function counted(count: CountView | undefined): Values | undefined {
  return count && Object.fromEntries(count.figures.map(({ id, value }) => [id, value]));
}

/** Figures under one plan and under another. */
export function KeyFigures({
  before,
  after,
  figures,
  small = false,
  open,
}: {
  before: Values | undefined;
  after: Values | undefined;
  figures: readonly Key[];
  small?: boolean;
  /** Where it is there, each figure leads to what it is counted from. */
  open?: (figure: Key) => void;
}) {
  const say = useWords(words);
  const amount = useAmount();
  return (
    <dl className={small ? 'sc-keys sc-keys-small' : 'sc-keys'}>
      {figures.map((key) => {
        const [from, to] = [before?.[key], after?.[key]];
        if (from === undefined || to === undefined) return null;
        const title = say[TITLES[key]];
        return (
          <div key={key} className={to < from ? 'sc-key sc-key-less' : 'sc-key'}>
            <dt>
              {open ? (
                <button type="button" onClick={() => open(key)} aria-label={say.seeCount(title)}>
                  {title}
                </button>
              ) : (
                title
              )}
            </dt>
            <dd>
              {from === to ? null : (
                <>
                  <span className="sc-key-from">{amount(key, from)}</span>{' '}
                  <ArrowRightOutlined aria-label={say.becomes} />{' '}
                </>
              )}
              <strong>{amount(key, to)}</strong>
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
