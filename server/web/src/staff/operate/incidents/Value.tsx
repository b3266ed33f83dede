import { Input, InputNumber, Select } from 'antd';
import type { components } from '../../../api/schema';
import { useSay, useWords } from '../../../language/language';
import { words } from './words';

/** A value that a system should have told: `value_type` as the API names types, none of a material. */
export type Wanted = Pick<
  components['schemas']['WantedValue'],
  'id' | 'title' | 'options' | 'value_type' | 'max_length'
> & { lacking?: boolean };

/** Asks one value that a system should have told, by its type. */
export function Value({
  asked,
  value,
  wrong,
  onType,
}: {
  asked: Wanted;
  value: string;
  wrong?: { detail: string; mend?: string | null } | undefined;
  onType: (value: string) => void;
}) {
  const say = useWords(words);
  const told = useSay();
  const id = `value-${asked.id}`;
  const described = wrong ? `${id}-wrong` : undefined;
  return (
    <div>
      <label htmlFor={id}>
        {told(asked.title)}
        {asked.lacking === false ? <small className="operate-soft"> {say.known}</small> : null}
      </label>
      <Typed
        asked={asked}
        value={value}
        said={{ id, 'aria-describedby': described, 'aria-invalid': wrong !== undefined }}
        onType={onType}
      />
      {wrong ? (
        <p className="wrong" id={described}>
          {wrong.detail} {wrong.mend}
        </p>
      ) : null}
    </div>
  );
}

function Typed({
  asked,
  value,
  said,
  onType,
}: {
  asked: Wanted;
  value: string;
  said: { id: string; 'aria-describedby': string | undefined; 'aria-invalid': boolean };
  onType: (value: string) => void;
}) {
  const say = useWords(words);
  const told = useSay();
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
        showSearch={{ optionFilterProp: 'label' }}
        value={value}
        options={[{ value: '', label: '–' }, ...choices]}
        onChange={onType}
      />
    );
  }
  if (asked.value_type === 'number') {
    return (
      <InputNumber
        {...said}
        stringMode
        value={value || null}
        onChange={(next: string | number | null) => onType(next === null ? '' : String(next))}
      />
    );
  }
  return (
    <Input
      {...said}
      {...(asked.value_type === 'date' ? { type: 'date' } : {})}
      {...(asked.max_length == null ? {} : { maxLength: asked.max_length })}
      value={value}
      onChange={(event) => onType(event.target.value)}
    />
  );
}
