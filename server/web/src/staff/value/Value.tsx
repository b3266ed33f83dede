import { useSay, useWords } from '../../language/language';
import { TypedValue, type Wanted } from './TypedValue';
import { words } from './words';

/** Asks one value that a system or a message should have told, by its type. */
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
      <TypedValue
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
