import { Input, InputNumber, Select } from 'antd';
import { useId } from 'react';
import { isRefused } from '../../api/problem';
import { useSay, useWords } from '../../language/language';
import type { FieldView, Vocabulary } from './titles';
import { words as caseWords } from './caseWords';
import { words as deedWords } from './deedWords';

/** What a step brings about: fields that its clerk fills in, and what is made when it is done. */
export function Brings({
  names,
  vocabulary,
  values,
  change,
  sandbox,
  error,
  isLocked,
}: {
  names: readonly string[];
  vocabulary: Vocabulary;
  values: Readonly<Record<string, string>>;
  change: (id: string, value: string) => void;
  sandbox: boolean;
  /** Why the server did not take them, by place. */
  error: unknown;
  isLocked: boolean;
}) {
  const say = useWords(deedWords);
  const told = useSay();
  if (names.length === 0) return null;
  const wrong = isRefused(error) ? (error.problem.errors ?? []) : [];
  return (
    <fieldset className="brings" disabled={isLocked}>
      <legend>{say.brings}</legend>
      <p className="quiet">
        {say.bringsAbout} {sandbox ? say.bringsSandbox : ''}
      </p>
      {names.map((id) => {
        const material = vocabulary.materials.get(id);
        if (material !== undefined) {
          return (
            <div key={id} className="bring-made">
              {told(material)} <span className="quiet">{say.made}</span>
            </div>
          );
        }
        const place = wrong.find((one) => one.pointer === `/values/${id}`);
        return (
          <Field
            key={id}
            id={id}
            field={vocabulary.fields.get(id)}
            value={values[id] ?? ''}
            change={(value) => change(id, value)}
            wrong={place === undefined ? undefined : `${place.detail} ${place.mend}`}
          />
        );
      })}
    </fieldset>
  );
}

function Field({
  id,
  field,
  value,
  change,
  wrong,
}: {
  id: string;
  field: FieldView | undefined;
  value: string;
  change: (value: string) => void;
  wrong: string | undefined;
}) {
  const say = useWords(caseWords);
  const told = useSay();
  const input = useId();
  const status = wrong === undefined ? '' : ('error' as const);
  const described = {
    id: input,
    'aria-invalid': wrong !== undefined,
    'aria-describedby': wrong === undefined ? undefined : `${input}-wrong`,
    'data-bring': id,
  };
  const options =
    field?.value_type === 'boolean'
      ? [
          { value: 'true', label: say.yes },
          { value: 'false', label: say.no },
        ]
      : field?.options.map((option) => ({ value: option.value, label: told(option.title) }));
  const type = { date: 'date', time: 'time', date_time: 'datetime-local' }[field?.value_type ?? ''] ?? 'text';
  return (
    <div className="bring">
      <label htmlFor={input}>{field === undefined ? <code>{id}</code> : told(field.title)}</label>
      {options !== undefined && options.length > 0 ? (
        <Select
          {...described}
          allowClear
          status={status}
          value={value === '' ? null : value}
          onChange={(chosen) => change(chosen ?? '')}
          options={options}
        />
      ) : field?.value_type === 'number' ? (
        <InputNumber
          {...described}
          stringMode
          status={status}
          suffix={field.unit ?? undefined}
          value={value === '' ? null : value}
          onChange={(typed) => change(typed == null ? '' : String(typed))}
          style={{ width: '100%' }}
        />
      ) : (
        <Input
          {...described}
          type={type}
          autoComplete="off"
          status={status}
          maxLength={field?.max_length ?? 1000}
          value={value}
          onChange={(event) => {
            const typed = event.target.value;
            // A moment has its seconds.
            change(type === 'datetime-local' && typed.length === 16 ? `${typed}:00` : typed);
          }}
        />
      )}
      {wrong === undefined ? null : (
        <span id={`${input}-wrong`} className="missing" role="alert">
          {wrong}
        </span>
      )}
    </div>
  );
}
