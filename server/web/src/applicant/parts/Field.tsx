import type { HTMLAttributes, ReactNode } from 'react';

/** What every asked thing has: its label, a hint, and what is wrong with it. */
export interface Asks {
  id: string;
  label: ReactNode;
  hint?: ReactNode;
  error?: string;
}

/** The ids by which a control is described. */
export function described({ id, hint, error }: Asks): string | undefined {
  const ids = [hint === undefined ? '' : `${id}-hint`, error === undefined ? '' : `${id}-error`];
  return ids.filter(Boolean).join(' ') || undefined;
}

/** Hint and error of a control, before it, so that they are read first. */
export function Told({ id, hint, error }: Asks) {
  return (
    <>
      {hint === undefined ? null : (
        <p id={`${id}-hint`} className="hint">
          {hint}
        </p>
      )}
      {error === undefined ? null : (
        <p id={`${id}-error`} className="error">
          {error}
        </p>
      )}
    </>
  );
}

/** A line of text. */
export function Field({
  value,
  onChange,
  onBlur,
  type = 'text',
  inputMode,
  maxLength,
  autoComplete = 'off',
  unit,
  ...asks
}: Asks & {
  value: string;
  onChange: (value: string) => void;
  onBlur?: () => void;
  type?: 'text' | 'tel' | 'password' | 'search' | 'time' | 'datetime-local';
  inputMode?: HTMLAttributes<HTMLInputElement>['inputMode'];
  maxLength?: number;
  autoComplete?: string;
  unit?: string;
}) {
  return (
    <div className={asks.error === undefined ? 'field' : 'field field-wrong'}>
      <label htmlFor={asks.id}>{asks.label}</label>
      <Told {...asks} />
      <span className="field-line">
        <input
          id={asks.id}
          type={type}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          onBlur={onBlur}
          inputMode={inputMode}
          maxLength={maxLength}
          autoComplete={autoComplete}
          spellCheck={false}
          aria-invalid={asks.error !== undefined || undefined}
          aria-describedby={described(asks)}
        />
        {unit === undefined ? null : <span className="unit">{unit}</span>}
      </span>
    </div>
  );
}
