import { useState } from 'react';
import { useWords } from '../../language/language';
import { described, Told, type Asks } from './Field';
import { words } from './words';

const PARTS = [
  ['year', 4],
  ['month', 2],
  ['day', 2],
] as const;

/** A day of which one knows the date: three boxes to type in, no calendar to page through. */
export function DateField({
  value,
  onChange,
  onBlur,
  ...asks
}: Asks & { value: string; onChange: (value: string) => void; onBlur?: () => void }) {
  const say = useWords(words);
  const [parts, set] = useState<string[]>(() => value.split('-').slice(0, 3));
  const write = (at: number, text: string) => {
    const next = PARTS.map((_, i) => (i === at ? text.replace(/\D/g, '') : (parts[i] ?? '')));
    set(next);
    const some = next.some((part) => part !== '');
    onChange(some ? next.map((part, i) => (i > 0 && part ? part.padStart(2, '0') : part)).join('-') : '');
  };
  return (
    <fieldset
      id={asks.id}
      className={asks.error === undefined ? 'field' : 'field field-wrong'}
      aria-describedby={described(asks)}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) onBlur?.();
      }}
    >
      <legend>{asks.label}</legend>
      <Told {...asks} />
      <div className="date">
        {PARTS.map(([part, digits], at) => (
          <label key={part} className={`date-${part}`}>
            <input
              type="text"
              inputMode="numeric"
              maxLength={digits}
              autoComplete="off"
              value={parts[at] ?? ''}
              onChange={(event) => write(at, event.target.value)}
              aria-invalid={asks.error !== undefined || undefined}
            />
            <span>{say[part]}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
