import { useId } from 'react';
import { isRefused } from '../../api/problem';
import { useSay, useWords } from '../../language/language';
import { TypedValue, type Wanted } from '../value/TypedValue';
import { words } from './deedWords';

/** What a step brings about: fields that its clerk fills in, and what is made when it is done. */
export function Brings({
  wanted,
  values,
  change,
  sandbox,
  error,
  isLocked,
}: {
  wanted: readonly Wanted[];
  values: Readonly<Record<string, string>>;
  change: (id: string, value: string) => void;
  sandbox: boolean;
  /** Why the server did not take them, by place. */
  error: unknown;
  isLocked: boolean;
}) {
  const say = useWords(words);
  const told = useSay();
  if (wanted.length === 0) return null;
  const wrong = isRefused(error) ? (error.problem.errors ?? []) : [];
  return (
    <fieldset className="brings" disabled={isLocked}>
      <legend>{say.brings}</legend>
      <p className="quiet">
        {say.bringsAbout} {sandbox ? say.bringsSandbox : ''}
      </p>
      {wanted.map((asked) => {
        const { id, title, value_type } = asked;
        if (value_type == null) {
          return (
            <div key={id} className="bring-made">
              {told(title)} <span className="quiet">{say.made}</span>
            </div>
          );
        }
        const place = wrong.find((one) => one.pointer === `/values/${id}`);
        return (
          <Field
            key={id}
            asked={asked}
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
  asked,
  value,
  change,
  wrong,
}: {
  asked: Wanted;
  value: string;
  change: (value: string) => void;
  wrong: string | undefined;
}) {
  const told = useSay();
  const input = useId();
  return (
    <div className="bring">
      <label htmlFor={input}>{told(asked.title)}</label>
      <TypedValue
        asked={asked}
        value={value}
        said={{
          id: input,
          'aria-invalid': wrong !== undefined,
          'aria-describedby': wrong === undefined ? undefined : `${input}-wrong`,
          'data-value': asked.id,
        }}
        onType={change}
      />
      {wrong === undefined ? null : (
        <span id={`${input}-wrong`} className="missing" role="alert">
          {wrong}
        </span>
      )}
    </div>
  );
}
