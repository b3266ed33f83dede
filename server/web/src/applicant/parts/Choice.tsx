import { described, Told, type Asks } from './Field';

/** One thing to choose. */
export interface Option {
  value: string;
  label: string;
}

/** One of a few, or several of them: each a large target of its own. */
export function Choice({
  options,
  value,
  onChange,
  several = false,
  title = false,
  ...asks
}: Asks & {
  options: Option[];
  value: readonly string[];
  onChange: (value: string[]) => void;
  several?: boolean;
  title?: boolean;
}) {
  const press = (option: string, on: boolean) => {
    if (!several) return onChange([option]);
    onChange(on ? [...value, option] : value.filter((one) => one !== option));
  };
  return (
    <fieldset
      id={asks.id}
      className={asks.error === undefined ? 'field' : 'field field-wrong'}
      aria-describedby={described(asks)}
    >
      <legend className={title ? 'title' : undefined}>{asks.label}</legend>
      <Told {...asks} />
      <div className="choices">
        {options.map((option, at) => (
          <label key={option.value} className="choice">
            <input
              type={several ? 'checkbox' : 'radio'}
              id={`${asks.id}-${at}`}
              name={asks.id}
              value={option.value}
              checked={value.includes(option.value)}
              onChange={(event) => press(option.value, event.target.checked)}
            />
            <span>{option.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** One of many. */
export function Select({
  options,
  value,
  onChange,
  empty,
  ...asks
}: Asks & { options: Option[]; value: string; onChange: (value: string) => void; empty: string }) {
  return (
    <div className={asks.error === undefined ? 'field' : 'field field-wrong'}>
      <label htmlFor={asks.id}>{asks.label}</label>
      <Told {...asks} />
      <select
        id={asks.id}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        aria-invalid={asks.error !== undefined || undefined}
        aria-describedby={described(asks)}
      >
        <option value="">{empty}</option>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  );
}

/** A box to tick. */
export function Tick({
  checked,
  onChange,
  ...asks
}: Asks & { checked: boolean; onChange: (checked: boolean) => void }) {
  return (
    <div className={asks.error === undefined ? 'field' : 'field field-wrong'}>
      <Told {...asks} />
      <label className="choice">
        <input
          type="checkbox"
          id={asks.id}
          checked={checked}
          onChange={(event) => onChange(event.target.checked)}
          aria-invalid={asks.error !== undefined || undefined}
          aria-describedby={described(asks)}
        />
        <span>{asks.label}</span>
      </label>
    </div>
  );
}
