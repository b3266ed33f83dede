import type { ReactNode } from 'react';
import { idOf } from './draft';

interface Told {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': true | undefined;
  status: 'error' | undefined;
}

export interface FieldProps {
  /** As the server's pointer names it. */
  field: string;
  label: string;
  help?: string | undefined;
  /** What the server has against it. */
  error: string | undefined;
  children: (told: Told) => ReactNode;
}

/** A field with its label, a help line, and what is wrong with it. */
export function Field({ field, label, help, error, children }: FieldProps) {
  const id = idOf(field);
  const about = [help && `${id}-help`, error && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div className="run-field">
      <label htmlFor={id}>{label}</label>
      {children({
        id,
        'aria-describedby': about || undefined,
        'aria-invalid': error ? true : undefined,
        status: error ? 'error' : undefined,
      })}
      {help ? (
        <div id={`${id}-help`} className="run-help">
          {help}
        </div>
      ) : null}
      {error ? (
        <div id={`${id}-error`} className="run-error">
          {error}
        </div>
      ) : null}
    </div>
  );
}
