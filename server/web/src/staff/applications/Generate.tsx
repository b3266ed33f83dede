import { Alert, Button, InputNumber, Modal, Select } from 'antd';
import { useId, useRef, useState } from 'react';
import { useKept } from '../../api/kept';
import { isRefused } from '../../api/problem';
import { number } from '../../language/format';
import { useLanguage, useSay, useWords } from '../../language/language';
import { Failure } from '../frame/State';
import { useScenarioList } from '../tasks/titles';
import { FIRST, useGenerate, useScenario, type Draft, type Scenario } from './generate';
import { Made } from './Made';
import { words } from './generateWords';

/** Begins many applications of made-up people at once, and says what came of it. */
export default function Generate({
  onClose,
  onSee,
}: {
  onClose: () => void;
  onSee: (scenario: string) => void;
}) {
  const say = useWords(words);
  const { language } = useLanguage();
  const [draft, setDraft] = useKept<Draft>('generate', FIRST);
  const [isMissing, setMissing] = useState(false);
  const scenario = useScenario(draft.scenario);
  const making = useGenerate();
  const form = useRef<HTMLDivElement>(null);
  const id = useId();
  const change = (next: Partial<Draft>) => {
    setMissing(false);
    setDraft((before) => ({ ...before, ...next }));
  };
  const make = (of: Draft) => {
    if (of.scenario === null) {
      setMissing(true);
      form.current?.querySelector('input')?.focus();
    } else making.mutate(of);
  };
  const made = making.data;
  const buttons =
    made === undefined
      ? [
          <Button key="close" onClick={onClose}>
            {say.close}
          </Button>,
          <Button key="go" type="primary" loading={making.isPending} onClick={() => make(draft)}>
            {say.go(number(draft.count, language))}
          </Button>,
        ]
      : [
          <Button key="again" onClick={() => making.reset()}>
            {say.again}
          </Button>,
          made.left > 0 ? (
            // Another seed draws other answers than those that are begun already.
            <Button
              key="on"
              onClick={() => make({ ...making.variables, count: made.left, seed: making.variables.seed + 1 })}
            >
              {say.goOn(number(made.left, language))}
            </Button>
          ) : null,
          <Button key="see" type="primary" onClick={() => onSee(making.variables.scenario ?? '')}>
            {say.see}
          </Button>,
        ];
  return (
    <Modal open title={say.title} width={620} onCancel={onClose} footer={buttons} mask={{ closable: false }}>
      {made === undefined ? (
        <div className="generate" ref={form}>
          <p className="quiet">{say.about}</p>
          <Which draft={draft} scenario={scenario.data} change={change} wrong={isMissing ? id : undefined} />
          {isMissing ? (
            <p className="missing" id={id} role="alert">
              {say.missing}
            </p>
          ) : null}
          {scenario.error ? <Failure error={scenario.error} again={() => void scenario.refetch()} /> : null}
          <Given draft={draft} scenario={scenario.data} change={change} />
          <div role="status">
            {making.isPending ? <Alert type="info" showIcon title={say.going} /> : null}
          </div>
          {making.error ? (
            <Failure
              error={making.error}
              {...(isRefused(making.error) ? {} : { again: () => make(draft) })}
            />
          ) : null}
        </div>
      ) : (
        <Made made={made} scenario={scenario.data} />
      )}
    </Modal>
  );
}

interface Part {
  draft: Draft;
  scenario: Scenario | undefined;
  change: (next: Partial<Draft>) => void;
}

/** Of what, how many, and by which dice. */
function Which({ draft, scenario, change, wrong }: Part & { wrong: string | undefined }) {
  const say = useWords(words);
  const told = useSay();
  const scenarios = useScenarioList();
  return (
    <div className="generate-which">
      <label className="work-field generate-scenario">
        <span>{say.scenario}</span>
        <Select
          aria-label={say.scenario}
          aria-invalid={wrong !== undefined}
          {...(wrong === undefined ? {} : { 'aria-describedby': wrong, status: 'error' as const })}
          showSearch={{ optionFilterProp: 'label' }}
          loading={scenarios.isPending}
          placeholder={say.choose}
          value={draft.scenario}
          onChange={(chosen) => change({ scenario: chosen, plan: null, answers: {} })}
          options={scenarios.data?.map((one) => ({ value: one.id, label: told(one.title) })) ?? []}
        />
      </label>
      <label className="work-field">
        <span>{say.plan}</span>
        <Select
          aria-label={say.plan}
          value={draft.plan ?? ''}
          disabled={scenario === undefined}
          onChange={(plan) => change({ plan: plan === '' ? null : plan })}
          options={[
            { value: '', label: say.planUsual },
            ...(scenario?.plans.map((plan) => ({ value: plan.id, label: told(plan.title) })) ?? []),
          ]}
        />
      </label>
      <label className="work-field">
        <span>{say.count}</span>
        <InputNumber
          aria-label={say.count}
          min={1}
          max={1000}
          precision={0}
          value={draft.count}
          onChange={(count) => change({ count: count ?? 1 })}
        />
        <small className="quiet">{say.countAbout}</small>
      </label>
      <label className="work-field">
        <span>{say.seed}</span>
        <InputNumber
          aria-label={say.seed}
          min={0}
          max={Number.MAX_SAFE_INTEGER - 1000}
          precision={0}
          value={draft.seed}
          onChange={(seed) => change({ seed: seed ?? 0 })}
        />
        <small className="quiet">{say.seedAbout}</small>
      </label>
    </div>
  );
}

/** Answers that all of them give; the others are drawn. */
function Given({ draft, scenario, change }: Part) {
  const say = useWords(words);
  const told = useSay();
  const asked = scenario?.situations.filter((one) => one.ask != null && one.answers.length > 1) ?? [];
  if (asked.length === 0) return null;
  const put = (id: string, to: string[]) => change({ answers: { ...draft.answers, [id]: to } });
  return (
    <fieldset className="generate-given">
      <legend>{say.given}</legend>
      <p className="quiet">{say.givenAbout}</p>
      {asked.map(({ id, ask, several, answers }) => {
        const title = ask == null ? id : told(ask);
        const options = answers
          .filter((one) => one.stops == null)
          .map((one) => ({ value: one.id, label: told(one.title) }));
        const now = draft.answers[id] ?? [];
        return (
          <label key={id} className="generate-question">
            <span>{title}</span>
            {several ? (
              <Select
                aria-label={title}
                mode="multiple"
                placeholder={say.drawn}
                value={now}
                onChange={(to: string[]) => put(id, to)}
                options={options}
              />
            ) : (
              <Select
                aria-label={title}
                value={now[0] ?? ''}
                onChange={(to) => put(id, to === '' ? [] : [to])}
                options={[{ value: '', label: say.drawn }, ...options]}
              />
            )}
          </label>
        );
      })}
    </fieldset>
  );
}
