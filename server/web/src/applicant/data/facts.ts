import { useQuery } from '@tanstack/react-query';
import { day, moment, number } from '../../language/format';
import { useLanguage, useSay } from '../../language/language';
import { unitSaid } from '../../language/units';
import { inBoth } from '../../language/words';
import { BEFORE } from './plans';
import { formOf, type FormView, type Label } from './queries';

const words = inBoth({ zh: { yes: '是', no: '否' }, en: { yes: 'Yes', no: 'No' } });

/** What a fact is called and how its values are meant. */
export interface About {
  title: Label;
  value_type?: string | null;
  options: { value: string; title: Label }[];
  unit?: string | null;
}

/**
 * Facts of a scenario by name, all that the applicant was asked before it was one thing: what is no longer asked has
 * its title there.
 */
export function useFacts(scenario: string): ReadonlyMap<string, About> {
  const now = useQuery(formOf(scenario, ''));
  const then = useQuery(formOf(scenario, '', BEFORE));
  return new Map([...entries(then.data), ...entries(now.data)]);
}

function entries(form: FormView | undefined): [string, About][] {
  const papers = (form?.materials ?? []).map((one): [string, About] => [
    one.id,
    { title: one.title, options: [] },
  ]);
  return [...papers, ...(form?.fields ?? []).map((one): [string, About] => [one.id, one])];
}

/** Numbers by which somebody can be found, with their middle covered: pages are read over shoulders. */
export function covered(value: string, type: string | null | undefined): string {
  const [head, tail] = type === 'id_number_cn' ? [6, 4] : type === 'phone_cn' ? [3, 4] : [0, 0];
  if (head === 0 || value.length <= head + tail) return value;
  return value.slice(0, head) + '*'.repeat(value.length - head - tail) + value.slice(-tail);
}

/** A value as people write it: by its options, its day, its unit. */
export function useValueSaid(): (value: string, about: Omit<About, 'title'>) => string {
  const told = useSay();
  const { language } = useLanguage();
  return (value, { value_type, options, unit }) => {
    const option = options.find((one) => one.value === value);
    if (option !== undefined) return told(option.title);
    switch (value_type) {
      case 'boolean':
        return value === 'true' ? words[language].yes : words[language].no;
      case 'date':
        return /^\d{4}-\d{2}-\d{2}$/.test(value) ? day(`${value}T12:00:00+08:00`, language) : value;
      case 'date_time':
        return Number.isNaN(Date.parse(value)) ? value : moment(value, language);
      case 'number':
        return [number(Number(value), language, 4), unitSaid(unit, language)].filter(Boolean).join(' ');
      default:
        return value;
    }
  };
}
