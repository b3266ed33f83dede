import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, InputNumber, Select } from 'antd';
import { useSay, useWords } from '../../../language/language';
import { usualPlan, useScenario } from '../queries';
import type { Beside as One, Draft } from './draft';
import { Field } from './Field';
import { words } from './words';

/** So many that the server takes beside the first. */
const MOST = 7;

interface Listed {
  id: string;
  title: { zh: string; en: string };
  sound: boolean;
}

interface Parts {
  draft: Draft;
  errors: Readonly<Record<string, string>>;
  change: (part: Partial<Draft>) => void;
  scenarios: readonly Listed[];
}

/** Other scenarios whose applications come at the same time and wait at the same desks. */
export function Beside({ draft, errors, change, scenarios }: Parts) {
  const say = useWords(words);
  const taken = [draft.scenario, ...draft.beside.map((one) => one.scenario)];
  const free = scenarios.filter((one) => one.sound && !taken.includes(one.id));
  const next = free[0];
  const put = (at: number, one: One | undefined) =>
    change({ beside: draft.beside.flatMap((before, place) => (place !== at ? [before] : one ? [one] : [])) });
  return (
    <div className="run-beside">
      {draft.beside.map((one, at) => (
        <Row
          key={at}
          at={at}
          one={one}
          isPaired={draft.kind === 'play'}
          errors={errors}
          scenarios={scenarios.filter(
            ({ id, sound }) => id === one.scenario || (sound && !taken.includes(id)),
          )}
          onChange={(next) => put(at, next)}
        />
      ))}
      {next !== undefined && draft.beside.length < MOST ? (
        <Button
          icon={<PlusOutlined aria-hidden />}
          onClick={() =>
            change({
              beside: [...draft.beside, { scenario: next.id, plan: null, against: null, per_day: null }],
            })
          }
        >
          {say.addScenario}
        </Button>
      ) : null}
      <p className="run-help">{say.besideHelp}</p>
    </div>
  );
}

interface RowProps {
  at: number;
  one: One;
  isPaired: boolean;
  errors: Readonly<Record<string, string>>;
  scenarios: readonly Listed[];
  onChange: (one: One | undefined) => void;
}

function Row({ at, one, isPaired, errors, scenarios, onChange }: RowProps) {
  const say = useWords(words);
  const told = useSay();
  const scenario = useScenario(one.scenario).data;
  const plans = scenario?.plans ?? [];
  const plan = one.plan ?? usualPlan(scenario);
  const field = (name: string) => `beside.${at}.${name}`;
  const option = (of: { id: string; title: { zh: string; en: string } }) => ({
    value: of.id,
    label: told(of.title) || of.id,
  });
  const name = scenario ? told(scenario.title) : one.scenario;
  return (
    <div className="run-beside-one" role="group" aria-label={name}>
      <div className="run-fields">
        <Field field={field('scenario')} label={say.besideScenario(at + 2)} error={errors[field('scenario')]}>
          {(aria) => (
            <Select
              {...aria}
              showSearch={{ optionFilterProp: 'label' }}
              value={one.scenario}
              options={scenarios.map(option)}
              onChange={(id) => onChange({ scenario: id, plan: null, against: null, per_day: one.per_day })}
            />
          )}
        </Field>
        <Field field={field('plan')} label={say.plan} error={errors[field('plan')]}>
          {(aria) => (
            <Select
              {...aria}
              disabled={plans.length === 0}
              value={plan ?? null}
              options={plans.map(option)}
              onChange={(id) => onChange({ ...one, plan: id })}
            />
          )}
        </Field>
        {isPaired ? (
          <Field field={field('against')} label={say.besideAgainst} error={errors[field('against')]}>
            {(aria) => (
              <Select
                {...aria}
                disabled={plans.length < 2}
                value={one.against ?? ''}
                options={[
                  { value: '', label: say.samePlan },
                  ...plans.filter(({ id }) => id !== plan).map(option),
                ]}
                onChange={(id) => onChange({ ...one, against: id === '' ? null : id })}
              />
            )}
          </Field>
        ) : null}
        <Field field={field('per_day')} label={say.perDay} error={errors[field('per_day')]}>
          {(aria) => (
            <InputNumber
              {...aria}
              className="run-number"
              min={0}
              value={one.per_day}
              placeholder={say.asScenario}
              onChange={(value) => onChange({ ...one, per_day: value })}
            />
          )}
        </Field>
      </div>
      <Button
        type="text"
        icon={<DeleteOutlined aria-hidden />}
        aria-label={say.removeScenario(name)}
        title={say.removeScenario(name)}
        onClick={() => onChange(undefined)}
      />
    </div>
  );
}
