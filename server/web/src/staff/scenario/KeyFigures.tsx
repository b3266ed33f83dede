import { ArrowRightOutlined } from '@ant-design/icons';
import { number } from '../../language/format';
import { useLanguage, useWords } from '../../language/language';
import type { ScenarioView } from './asked';
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

/** Figures of the usual way, under the first plan and under the last one. */
export function KeyFigures({
  view,
  figures,
  small = false,
}: {
  view: ScenarioView;
  figures: readonly Key[];
  small?: boolean;
}) {
  const say = useWords(words);
  const amount = useAmount();
  const [before, after] = [view.plans[0], view.plans.at(-1)];
  return (
    <dl className={small ? 'sc-keys sc-keys-small' : 'sc-keys'}>
      {figures.map((key) => {
        const [from, to] = [before?.figures[key]?.base, after?.figures[key]?.base];
        if (from === undefined || to === undefined) return null;
        return (
          <div key={key} className={to < from ? 'sc-key sc-key-less' : 'sc-key'}>
            <dt>{say[TITLES[key]]}</dt>
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
