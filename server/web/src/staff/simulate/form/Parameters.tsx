import { Checkbox, Radio } from 'antd';
import { number } from '../../../language/format';
import { useLanguage, useSay, useWords } from '../../../language/language';
import { changeOf, WEEKDAYS } from '../changes';
import type { Labels } from '../labels';
import type { Parameter } from '../queries';
import { amountOf, clean, roundUp, stepOf } from './amount';
import { idOf, type Draft } from './draft';
import { Slide } from './Slide';
import { words } from './words';

interface Parts {
  draft: Draft;
  errors: Readonly<Record<string, string>>;
  onChange: (key: string, value: string | undefined) => void;
  parameters: readonly Parameter[];
  labels: Labels;
}

/** What a parameter is of: `police.officer` of `staff.police.officer`. */
const subject = (parameter: Parameter) => changeOf(parameter.path).of;

/** A number of people or applications, moved to another. */
function Count(props: Parts & { of: Parameter; label: string; now?: number; isWhole: boolean }) {
  const { draft, errors, onChange, of, label, isWhole } = props;
  const say = useWords(words);
  const told = useSay();
  const { language } = useLanguage();
  const now = props.now ?? of.value;
  const said = draft.what_if[of.path];
  const max = isWhole ? Math.max(10, Math.ceil(now) * 2) : roundUp(now * 2);
  return (
    <Slide
      field={`what_if.${of.path}`}
      label={label}
      now={say.now(`${number(now, language, 2)} ${told(of.unit)}`)}
      unit={told(of.unit)}
      value={said === undefined ? undefined : clean(amountOf(said, now))}
      neutral={now}
      min={of.min}
      max={max}
      step={isWhole ? 1 : stepOf(max)}
      error={errors[`what_if.${of.path}`]}
      onChange={(value) => onChange(of.path, value === undefined ? undefined : String(clean(value)))}
    />
  );
}

/** A chance in percent, moved to another. */
function Chance(props: Parts & { of: Parameter; label: string; most: number }) {
  const { draft, errors, onChange, of, label, most } = props;
  const say = useWords(words);
  const { language } = useLanguage();
  const said = draft.what_if[of.path];
  const now = clean(of.value * 100);
  return (
    <Slide
      field={`what_if.${of.path}`}
      label={label}
      now={say.now(`${number(now, language, 2)} %`)}
      unit="%"
      value={said === undefined ? undefined : clean(amountOf(said, of.value) * 100)}
      neutral={now}
      min={of.min * 100}
      max={most}
      step={most <= 20 ? 0.1 : 0.5}
      error={errors[`what_if.${of.path}`]}
      onChange={(value) => onChange(of.path, value === undefined ? undefined : String(clean(value / 100)))}
    />
  );
}

/** A factor of what the scenario says of all steps. */
function Factor({ draft, errors, onChange, of, label }: Parts & { of: string; label: string }) {
  const say = useWords(words);
  const said = draft.what_if[of];
  return (
    <Slide
      field={`what_if.${of}`}
      label={label}
      now={say.nowTimes}
      unit={say.times}
      value={said?.startsWith('x') ? Number(said.slice(1)) : undefined}
      neutral={1}
      min={0}
      max={3}
      step={0.05}
      error={errors[`what_if.${of}`]}
      onChange={(value) => onChange(of, value === undefined ? undefined : `x${value}`)}
    />
  );
}

export function Staff(parts: Parts) {
  const say = useWords(words);
  const of = (kind: string) => parts.parameters.filter((one) => one.kind === kind);
  const [staff, queues] = [of('staff'), of('queue')];
  if (staff.length === 0) return <p className="run-help">{say.noStaff}</p>;
  return (
    <>
      {staff.map((one) => (
        <Count key={one.path} {...parts} of={one} isWhole label={parts.labels.desk(subject(one))} />
      ))}
      {queues.map((one) => (
        <Count
          key={one.path}
          {...parts}
          of={one}
          isWhole
          label={say.queue(parts.labels.desk(subject(one)))}
        />
      ))}
    </>
  );
}

export function Flow(parts: Parts) {
  const say = useWords(words);
  const told = useSay();
  const { draft, parameters, labels } = parts;
  const of = (kind: string) => parameters.filter((one) => one.kind === kind);
  /** What is filled in below takes the place of what the scenario says. */
  const perDay = (scenario: string) =>
    scenario === draft.scenario
      ? draft.per_day
      : (draft.beside.find((one) => one.scenario === scenario)?.per_day ?? null);
  const arrivals = of('arrivals').map((one) => ({ ...one, value: perDay(subject(one)) ?? one.value }));
  return (
    <>
      {arrivals.map((one) => (
        <Count
          key={one.path}
          {...parts}
          of={one}
          now={one.value}
          isWhole={false}
          label={arrivals.length > 1 ? say.arrivalsOf(labels.scenario(subject(one))) : say.arrivals}
        />
      ))}
      <Factor {...parts} of="correct" label={say.correct} />
      {(['correct', 'refuse'] as const).map((kind) => (
        <div key={kind}>
          {of(kind).length > 0 ? <h4>{say.steps[kind]}</h4> : null}
          {of(kind).map((one) => (
            <Chance
              key={one.path}
              {...parts}
              of={one}
              label={told(one.title)}
              most={Math.min(100, Math.max(20, roundUp(one.value * 300)))}
            />
          ))}
        </div>
      ))}
    </>
  );
}

export function Systems(parts: Parts) {
  const say = useWords(words);
  const { parameters, labels } = parts;
  const systems = parameters.filter((one) => one.kind === 'available');
  const services = parameters.filter((one) => one.kind === 'found');
  if (systems.length === 0) return <p className="run-help">{say.noSystems}</p>;
  return (
    <>
      {systems.map((one) => (
        <div key={one.path} className="run-system">
          <Chance {...parts} of={one} label={say.available(labels.system(subject(one)))} most={100} />
          <Down {...parts} system={subject(one)} />
        </div>
      ))}
      {services.length > 0 ? <h4>{say.data}</h4> : null}
      {services.map((one) => (
        <Found key={one.path} {...parts} of={one} />
      ))}
    </>
  );
}

/** Whether a service or licence has what it is asked for: as it is, always, or never. */
function Found({ draft, errors, onChange, of }: Parts & { of: Parameter }) {
  const say = useWords(words);
  const told = useSay();
  const { language } = useLanguage();
  const said = draft.what_if[of.path];
  const error = errors[`what_if.${of.path}`];
  return (
    <div className="run-found" role="group" aria-label={told(of.title)}>
      <div className="run-slide-name">
        <span>{told(of.title)}</span>
        <small>{say.nowFound(`${number(of.value * 100, language, 2)} %`)}</small>
      </div>
      <Radio.Group
        id={idOf(`what_if.${of.path}`)}
        size="small"
        optionType="button"
        name={of.path}
        value={said === undefined ? 'as' : said === '0' ? 'never' : 'always'}
        onChange={({ target }) => {
          const chosen = target.value as keyof typeof say.found;
          onChange(of.path, chosen === 'as' ? undefined : chosen === 'never' ? '0' : '1');
        }}
        options={(['as', 'always', 'never'] as const).map((one) => ({
          value: one,
          label: say.found[one],
        }))}
      />
      {error ? <div className="run-error">{error}</div> : null}
    </div>
  );
}

function Down({ draft, errors, onChange, labels, system }: Parts & { system: string }) {
  const say = useWords(words);
  const key = `down.${system}`;
  const days = draft.what_if[key]?.split(',') ?? [];
  const error = errors[`what_if.${key}`];
  return (
    <div className="run-down" role="group" aria-label={say.downOf(labels.system(system))}>
      <small>{say.down}</small>
      <Checkbox.Group
        name={key}
        value={days}
        onChange={(chosen) => {
          const sorted = WEEKDAYS.filter((day) => chosen.includes(day));
          onChange(key, sorted.length === 0 ? undefined : sorted.join(','));
        }}
        options={WEEKDAYS.map((day, at) => ({
          value: day,
          label: (
            <>
              <span aria-hidden>{say.shortDays[at]}</span>
              <span className="sr-only">{say.weekdays[at]}</span>
            </>
          ),
        }))}
      />
      {error ? <div className="run-error">{error}</div> : null}
    </div>
  );
}
