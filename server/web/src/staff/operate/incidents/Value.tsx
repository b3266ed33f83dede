import { Input, InputNumber, Select } from 'antd';
import { useSay, useWords } from '../../../language/language';
import type { Asked } from './data';
import { words } from './words';

/** Asks one value that a system should have told, by its type. */
export function Value({
  field,
  value,
  wrong,
  onType,
}: {
  field: Asked;
  value: string;
  wrong?: { detail: string; mend?: string | null } | undefined;
  onType: (value: string) => void;
}) {
  const told = useSay();
  const id = `value-${field.id}`;
  const described = wrong ? `${id}-wrong` : undefined;
  const said = { id, 'aria-describedby': described, 'aria-invalid': wrong !== undefined };
  return (
    <div>
      <label htmlFor={id}>{field.title ? told(field.title) : field.id}</label>
      <Typed field={field} value={value} said={said} onType={onType} />
      {wrong ? (
        <p className="wrong" id={described}>
          {wrong.detail} {wrong.mend}
        </p>
      ) : null}
    </div>
  );
}

function Typed({
  field,
  value,
  said,
  onType,
}: {
  field: Asked;
  value: string;
  said: { id: string; 'aria-describedby': string | undefined; 'aria-invalid': boolean };
  onType: (value: string) => void;
}) {
  const say = useWords(words);
  const told = useSay();
  const choices =
    field.type === 'boolean'
      ? [
          { value: 'true', label: say.yes },
          { value: 'false', label: say.no },
        ]
      : field.options.map((option) =>
          typeof option === 'string'
            ? { value: option, label: option }
            : { value: option.value, label: told(option.title) },
        );
  if (choices.length > 0) {
    return (
      <Select {...said} value={value} options={[{ value: '', label: '–' }, ...choices]} onChange={onType} />
    );
  }
  if (field.type === 'number') {
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
      {...(field.type === 'date' ? { type: 'date' } : {})}
      value={value}
      onChange={(event) => onType(event.target.value)}
    />
  );
}
