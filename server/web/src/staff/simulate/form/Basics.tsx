import { Input, InputNumber, Select } from 'antd';
import { useSay, useWords } from '../../../language/language';
import type { ScenarioView } from '../queries';
import type { Draft } from './draft';
import { Field } from './Field';
import { words } from './words';

interface Parts {
  draft: Draft;
  errors: Readonly<Record<string, string>>;
  change: (part: Partial<Draft>) => void;
}

/** Most staffings that the server tries in a search. */
const MOST_CANDIDATES = 2000;

/** Which scenario, which plan, and which other it is compared with. */
export function What({
  draft,
  errors,
  change,
  scenario,
  scenarios,
  plan,
}: Parts & {
  scenario: ScenarioView | undefined;
  scenarios: readonly { id: string; title: { zh: string; en: string }; sound: boolean }[];
  plan: string | undefined;
}) {
  const say = useWords(words);
  const told = useSay();
  const plans = scenario?.plans ?? [];
  const option = (one: { id: string; title: { zh: string; en: string } }) => ({
    value: one.id,
    label: told(one.title) || one.id,
  });
  return (
    <div className="run-fields">
      <Field field="scenario" label={say.scenario} error={errors.scenario}>
        {(aria) => (
          <Select
            {...aria}
            placeholder={say.chooseScenario}
            showSearch={{ optionFilterProp: 'label' }}
            value={draft.scenario}
            options={scenarios.filter((one) => one.sound).map(option)}
            // Plans, answers and changes are of one scenario.
            onChange={(id) =>
              change({ scenario: id, plan: null, against: null, given: {}, what_if: {}, per_day: null })
            }
          />
        )}
      </Field>
      <Field field="plan" label={say.plan} error={errors.plan}>
        {(aria) => (
          <Select
            {...aria}
            disabled={plans.length === 0}
            value={plan ?? null}
            options={plans.map(option)}
            onChange={(id) => change({ plan: id, ...(draft.against === id ? { against: null } : {}) })}
          />
        )}
      </Field>
      {draft.kind === 'play' ? (
        <Field field="against" label={say.against} help={say.againstHelp} error={errors.against}>
          {(aria) => (
            <Select
              {...aria}
              disabled={plans.length < 2}
              value={draft.against ?? ''}
              options={[
                { value: '', label: say.alone },
                ...plans.filter((one) => one.id !== plan).map(option),
              ]}
              onChange={(id) => change({ against: id === '' ? null : id })}
            />
          )}
        </Field>
      ) : null}
    </div>
  );
}

/** How many, how often, how sure, and since when. */
export function HowMuch({ draft, errors, change }: Parts) {
  const say = useWords(words);
  type Counted = 'per_day' | 'cases' | 'replications' | 'precision' | 'seed' | 'budget' | 'candidates';
  const isStaffing = draft.kind === 'staffing';
  const counted = (name: Counted, most?: number) => ({
    className: 'run-number',
    min: 0,
    ...(most === undefined ? {} : { max: most }),
    value: draft[name],
    onChange: (value: number | null) => change({ [name]: value }),
  });
  return (
    <div className="run-fields">
      <Field field="per_day" label={say.perDay} help={say.perDayHelp} error={errors.per_day}>
        {(aria) => <InputNumber {...aria} {...counted('per_day')} placeholder={say.asScenario} />}
      </Field>
      <Field
        field="cases"
        label={isStaffing ? say.casesEach : say.cases}
        help={say.casesHelp}
        error={errors.cases}
      >
        {(aria) => <InputNumber {...aria} {...counted('cases')} step={1000} precision={0} />}
      </Field>
      {isStaffing ? (
        <>
          <Field
            field="candidates"
            label={say.candidates}
            help={say.candidatesHelp}
            error={errors.candidates}
          >
            {(aria) => (
              <InputNumber {...aria} {...counted('candidates', MOST_CANDIDATES)} step={50} precision={0} />
            )}
          </Field>
          <Field field="budget" label={say.budget} help={say.budgetHelp} error={errors.budget}>
            {(aria) => (
              <InputNumber {...aria} {...counted('budget')} precision={0} placeholder={say.budgetUsual} />
            )}
          </Field>
        </>
      ) : (
        <>
          <Field
            field="replications"
            label={say.replications}
            help={say.replicationsHelp}
            error={errors.replications}
          >
            {(aria) => <InputNumber {...aria} {...counted('replications')} precision={0} />}
          </Field>
          <Field field="precision" label={say.precision} help={say.precisionHelp} error={errors.precision}>
            {(aria) => <InputNumber {...aria} {...counted('precision')} step={0.5} suffix="%" />}
          </Field>
        </>
      )}
      <Field field="warm_up" label={say.warmUp} help={say.warmUpHelp} error={errors.warm_up}>
        {(aria) => (
          <Input
            {...aria}
            value={draft.warm_up}
            placeholder={say.warmUpPlaceholder}
            onChange={({ target }) => change({ warm_up: target.value })}
          />
        )}
      </Field>
      <Field field="start" label={say.start} help={say.startHelp} error={errors.start}>
        {(aria) => (
          <Input
            {...aria}
            value={draft.start}
            placeholder="2026-03-02 09:00"
            onChange={({ target }) => change({ start: target.value })}
          />
        )}
      </Field>
      <Field field="seed" label={say.seed} help={say.seedHelp} error={errors.seed}>
        {(aria) => <InputNumber {...aria} {...counted('seed')} precision={0} />}
      </Field>
    </div>
  );
}

/** Answers that are settled, so that only such applicants come. */
export function Given({ draft, errors, change, scenario }: Parts & { scenario: ScenarioView | undefined }) {
  const say = useWords(words);
  const told = useSay();
  if (scenario === undefined) return <p className="run-help">{say.chooseFirst}</p>;
  if (scenario.situations.length === 0) return <p className="run-help">{say.noSituations}</p>;
  return (
    <>
      <p className="run-help">{say.givenHelp}</p>
      <div className="run-fields">
        {scenario.situations.map((situation) => (
          <Field
            key={situation.id}
            field={`given.${situation.id}`}
            label={situation.ask ? told(situation.ask) : situation.id}
            error={errors[`given.${situation.id}`]}
          >
            {(aria) => (
              <Select
                {...aria}
                value={draft.given[situation.id] ?? ''}
                options={[
                  { value: '', label: say.byWeight },
                  // Where an answer stops the way there is nothing to simulate.
                  ...situation.answers
                    .filter((answer) => answer.stops == null)
                    .map((answer) => ({ value: answer.id, label: told(answer.title) || answer.id })),
                ]}
                onChange={(answer) => {
                  const { [situation.id]: _, ...others } = draft.given;
                  change({ given: answer === '' ? others : { ...others, [situation.id]: answer } });
                }}
              />
            )}
          </Field>
        ))}
      </div>
    </>
  );
}
