import { UndoOutlined } from '@ant-design/icons';
import { Button, InputNumber, Slider } from 'antd';
import { useWords } from '../../../language/language';
import { idOf } from './draft';
import { words } from './words';

export interface SlideProps {
  /** As the server's pointer names it: `what_if.correct`. */
  field: string;
  label: string;
  /** What it is now by the scenario. */
  now: string;
  unit: string;
  /** None: it is left as it is. */
  value: number | undefined;
  /** Where it stands while it is left as it is; none: not known. */
  neutral: number | undefined;
  min: number;
  max: number;
  step: number;
  error: string | undefined;
  onChange: (value: number | undefined) => void;
}

/** A parameter that can be moved by slider or number, and put back. */
export function Slide(props: SlideProps) {
  const { field, label, now, unit, value, neutral, min, max, step, error, onChange } = props;
  const say = useWords(words);
  const id = idOf(field);
  const isMoved = value !== undefined;
  const moved = (next: number | null) => onChange(next === null || next === neutral ? undefined : next);
  const told = (at: number | undefined) => `${at ?? ''} ${unit}`;
  return (
    <div className={`run-slide${isMoved ? ' is-moved' : ''}`} role="group" aria-labelledby={`${id}-name`}>
      <div className="run-slide-name">
        <span id={`${id}-name`}>{label}</span>
        <small id={`${id}-now`}>{now}</small>
      </div>
      <Slider
        min={min}
        max={Math.max(max, value ?? max)}
        step={step}
        value={value ?? neutral ?? min}
        onChange={moved}
        included={isMoved}
        tooltip={{ formatter: told }}
        ariaLabelForHandle={label}
        ariaValueTextFormatterForHandle={told}
      />
      <InputNumber
        id={id}
        aria-label={`${label} (${unit})`}
        aria-describedby={`${id}-now${error ? ` ${id}-error` : ''}`}
        aria-invalid={error ? true : undefined}
        status={error ? 'error' : undefined}
        min={min}
        step={step}
        value={value ?? neutral ?? null}
        suffix={unit}
        onChange={moved}
      />
      <Button
        type="text"
        icon={<UndoOutlined aria-hidden />}
        aria-label={say.reset(label)}
        title={say.reset(label)}
        disabled={!isMoved}
        onClick={() => onChange(undefined)}
      />
      {error ? (
        <div id={`${id}-error`} className="run-error">
          {error}
        </div>
      ) : null}
    </div>
  );
}
