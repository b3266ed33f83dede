import { Input, InputNumber, Select } from 'antd';
import type { components } from '../../api/schema';
import { useLanguage, useSay, useWords } from '../../language/language';
import { unitSaid } from '../../language/units';
import { words } from './words';

/** A value that somebody may give: `value_type` as the API names types, none of a material. */
export type Wanted = Pick<components['schemas']['WantedValue'], 'id' | 'title' | 'options'> &
  Partial<components['schemas']['WantedValue']>;

/** Longest text where the scenario says nothing of it. */
const LONGEST = 1000;
const INPUTS: Readonly<Record<string, string>> = { date: 'date', time: 'time', date_time: 'datetime-local' };

/** The control by which a value is given, by its type; `said` goes to what is typed in. */
export function TypedValue({
  asked,
  value,
  said,
  onType,
}: {
  asked: Wanted;
  value: string;
  said: {
    id: string;
    'aria-describedby': string | undefined;
    'aria-invalid': boolean;
    'data-value'?: string;
  };
  onType: (value: string) => void;
}) {
  const say = useWords(words);
  const told = useSay();
  const { language } = useLanguage();
  const status = said['aria-invalid'] ? ('error' as const) : ('' as const);
  const choices =
    asked.value_type === 'boolean' && asked.options.length === 0
      ? [
          { value: 'true', label: say.yes },
          { value: 'false', label: say.no },
        ]
      : asked.options.map((option) => ({ value: option.value, label: told(option.title) }));
  if (choices.length > 0) {
    return (
      <Select
        {...said}
        allowClear
        showSearch={{ optionFilterProp: 'label' }}
        status={status}
        placeholder="–"
        value={value || null}
        options={choices}
        onChange={(chosen) => onType(chosen ?? '')}
      />
    );
  }
  if (asked.value_type === 'number') {
    return (
      <InputNumber
        {...said}
        stringMode
        status={status}
        suffix={unitSaid(asked.unit, language)}
        value={value || null}
        onChange={(next: string | number | null) => onType(next === null ? '' : String(next))}
        style={{ width: '100%' }}
      />
    );
  }
  const type = INPUTS[asked.value_type ?? ''] ?? 'text';
  return (
    <Input
      {...said}
      type={type}
      autoComplete="off"
      status={status}
      maxLength={asked.max_length ?? LONGEST}
      value={value}
      onChange={({ target }) =>
        // A moment has its seconds.
        onType(type === 'datetime-local' && target.value.length === 16 ? `${target.value}:00` : target.value)
      }
    />
  );
}
