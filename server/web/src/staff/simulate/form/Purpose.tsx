import { Radio } from 'antd';
import { useWords } from '../../../language/language';
import { idOf, type Draft } from './draft';
import { words } from './words';

const KINDS = ['play', 'sensitivity', 'staffing'] as const;

interface PurposeProps {
  value: Draft['kind'];
  error: string | undefined;
  onChange: (kind: Draft['kind']) => void;
}

/** What somebody wants to know: what happens, what matters most, or how many people it takes. */
export function Purpose({ value, error, onChange }: PurposeProps) {
  const say = useWords(words);
  return (
    <fieldset className="run-purpose" id={idOf('kind')} tabIndex={-1}>
      <legend className="sr-only">{say.purpose}</legend>
      <Radio.Group
        className="run-kinds"
        name="kind"
        value={value}
        onChange={({ target }) => onChange(target.value as Draft['kind'])}
      >
        {KINDS.map((kind) => (
          <Radio key={kind} value={kind} className={`run-kind${kind === value ? ' is-chosen' : ''}`}>
            <span className="run-kind-name">{say.kinds[kind]}</span>
            <span className="run-help">{say.kindsAbout[kind]}</span>
          </Radio>
        ))}
      </Radio.Group>
      {error ? <div className="run-error">{error}</div> : null}
    </fieldset>
  );
}
