import { useLanguage, useSay, useWords } from '../../language/language';
import { inBoth } from '../../language/words';
import type { AskedFact } from '../data/queries';
import { Choice, Select } from '../parts/Choice';
import { DateField } from '../parts/DateField';
import { Field } from '../parts/Field';
import { controlOf, halves } from './asked';
import type { Entries } from './entries';
import { words as flow } from './words';

const words = inBoth({
  zh: {
    choose: '请选择',
    yes: '是',
    no: '否',
    hints: {
      id_number_cn: '18 位，末位可能是字母 X',
      phone_cn: '11 位手机号',
      credit_code_cn: '营业执照上的 18 位代码',
      date: '例如 2026 年 3 月 27 日',
      region: '6 位行政区划代码',
    } as Record<string, string>,
  },
  en: {
    choose: 'Choose',
    yes: 'Yes',
    no: 'No',
    hints: {
      id_number_cn: '18 characters; the last may be the letter X',
      phone_cn: 'A mobile number of 11 digits',
      credit_code_cn: 'The 18 characters on the business licence',
      date: 'For example 2026, 3, 27',
      region: 'The division code of 6 digits',
    } as Record<string, string>,
  },
});

/** So many options are still seen at a glance. */
const AT_A_GLANCE = 7;

/** A field as its type wants it. */
export function FactField({
  fact,
  unit,
  entries,
  why,
}: {
  fact: AskedFact;
  unit?: string;
  entries: Entries;
  why?: string;
}) {
  const say = useWords(words);
  const flowSay = useWords(flow);
  const told = useSay();
  const { language } = useLanguage();
  const { whose, what } = halves(told(fact.title));
  const value = entries.valueOf(fact);
  const source = flowSay.sources[fact.state as keyof typeof flowSay.sources];
  const prefilled = fact.value != null && source !== undefined && value === fact.value;
  const hints = [
    prefilled ? flowSay.prefilled(source) : undefined,
    fact.value_type == null ? undefined : say.hints[fact.value_type],
  ].filter((hint) => hint !== undefined);
  const asks = {
    id: controlOf(fact.id),
    label: (
      <>
        {whose === undefined ? null : <span className="sr-only">{whose} </span>}
        {what}
      </>
    ),
    hint:
      hints.length === 0 && why === undefined ? undefined : (
        <>
          {why === undefined ? null : <span className="reason">{why}</span>}
          {hints.join(language === 'zh' ? '；' : '. ')}
        </>
      ),
    error: entries.errorOf(fact),
  };
  const pick = (text: string) => {
    entries.write(fact, text);
    entries.leave(fact, text);
  };
  const line = {
    ...asks,
    value,
    onChange: (text: string) => entries.write(fact, text),
    onBlur: () => entries.leave(fact),
  };
  switch (fact.value_type) {
    case 'boolean':
    case 'one_of': {
      const options =
        fact.value_type === 'boolean'
          ? [
              { value: 'true', label: say.yes },
              { value: 'false', label: say.no },
            ]
          : fact.options.map((option) => ({ value: option.value, label: told(option.title) }));
      return options.length <= AT_A_GLANCE ? (
        <Choice
          {...asks}
          options={options}
          value={value === '' ? [] : [value]}
          onChange={([one]) => pick(one ?? '')}
        />
      ) : (
        <Select {...asks} options={options} value={value} onChange={pick} empty={say.choose} />
      );
    }
    case 'date':
      return <DateField {...line} />;
    case 'time':
      return <Field {...line} type="time" />;
    case 'date_time':
      return <Field {...line} type="datetime-local" />;
    case 'number':
      return <Field {...line} inputMode="decimal" unit={unit} />;
    case 'phone_cn':
      return <Field {...line} type="tel" inputMode="tel" />;
    case 'id_number_cn':
      return <Field {...line} maxLength={18} />;
    case 'credit_code_cn':
      return <Field {...line} maxLength={18} />;
    case 'region':
      return <Field {...line} inputMode="numeric" />;
    default:
      return <Field {...line} />;
  }
}
