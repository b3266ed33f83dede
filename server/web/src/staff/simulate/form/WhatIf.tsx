import { Button, Checkbox, Collapse, Radio } from 'antd';
import { useState } from 'react';
import { number } from '../../../language/format';
import { useLanguage, useWords } from '../../../language/language';
import { WEEKDAYS } from '../changes';
import { useDepartments, useLabels, type Labels } from '../labels';
import { useGraph } from '../queries';
import { idOf, type Draft } from './draft';
import { movable, type Movable } from './movable';
import { Slide } from './Slide';
import { words } from './words';

interface Parts {
  draft: Draft;
  errors: Readonly<Record<string, string>>;
  onChange: (key: string, value: string | undefined) => void;
}

/** Which changes stand in which part. */
const WHATS = {
  staff: ['staff'],
  flow: ['arrivals', 'correct'],
  systems: ['available', 'found', 'down'],
} as const;

/** What would be otherwise: sliders for staff, arrivals, corrections and systems, each with what it is now. */
export function WhatIf({
  draft,
  plan,
  errors,
  onChange,
  onClear,
}: Parts & { plan: string; onClear: () => void }) {
  const say = useWords(words);
  const labels = useLabels(draft.scenario ?? undefined, plan);
  const graph = useGraph(draft.scenario ?? undefined, plan);
  const departments = useDepartments();
  const [open, setOpen] = useState<string[]>(['staff']);
  if (!graph.data || !departments.data) return <p className="run-help">…</p>;
  const can = movable(graph.data, departments.data);
  const parts = { draft, errors, onChange, can, labels };
  const count = (...whats: string[]) => {
    const moved = Object.keys(draft.what_if).filter((key) => whats.includes(key.split('.')[0] ?? '')).length;
    return moved === 0 ? null : <span className="run-count">{moved}</span>;
  };
  const total = Object.keys(draft.what_if).length;
  const isWrong = (whats: readonly string[]) =>
    Object.keys(errors).some((field) => whats.some((what) => field.startsWith(`what_if.${what}`)));
  const wrong = Object.entries(WHATS).flatMap(([part, whats]) => (isWrong(whats) ? [part] : []));
  return (
    <>
      <Collapse
        activeKey={[...open, ...wrong]}
        onChange={setOpen}
        items={[
          { key: 'staff', label: say.staff, extra: count(...WHATS.staff), children: <Staff {...parts} /> },
          {
            key: 'flow',
            label: say.flow,
            extra: count(...WHATS.flow),
            children: <Flow {...parts} />,
          },
          {
            key: 'systems',
            label: say.systems,
            extra: count(...WHATS.systems),
            children: <Systems {...parts} />,
          },
        ]}
      />
      {total > 0 ? (
        <Button className="run-clear" size="small" onClick={onClear}>
          {say.clear}
        </Button>
      ) : null}
    </>
  );
}

type Movables = Parts & { can: Movable; labels: Labels };

function Staff({ draft, errors, onChange, can, labels }: Movables) {
  const say = useWords(words);
  if (can.desks.length === 0) return <p className="run-help">{say.noStaff}</p>;
  return can.desks.map(({ id, people }) => {
    const key = `staff.${id}`;
    const said = draft.what_if[key];
    return (
      <Slide
        key={key}
        field={`what_if.${key}`}
        label={labels.desk(id)}
        now={people === undefined ? say.unlimited : say.nowPeople(people)}
        unit={say.people}
        value={said === undefined ? undefined : peopleOf(said, people ?? 0)}
        neutral={people}
        min={1}
        max={Math.max(10, (people ?? 0) * 2)}
        step={1}
        error={errors[`what_if.${key}`]}
        onChange={(value) => onChange(key, value === undefined ? undefined : String(value))}
      />
    );
  });
}

/** How many people a change comes to: `9`, `+1`, `-1`, `x2`. */
function peopleOf(said: string, now: number): number {
  if (said.startsWith('x')) return Math.round(now * Number(said.slice(1)));
  return /^[+-]/.test(said) ? now + Number(said) : Number(said);
}

/** A factor of what the scenario says. */
function Factor(props: Movables & { of: string; label: string; now: string; max: number }) {
  const { draft, errors, onChange, of, label, now, max } = props;
  const say = useWords(words);
  const said = draft.what_if[of];
  return (
    <Slide
      field={`what_if.${of}`}
      label={label}
      now={now}
      unit={say.times}
      value={said?.startsWith('x') ? Number(said.slice(1)) : undefined}
      neutral={1}
      min={of === 'arrivals' ? 0.05 : 0}
      max={max}
      step={0.05}
      error={errors[`what_if.${of}`]}
      onChange={(value) => onChange(of, value === undefined ? undefined : `x${value}`)}
    />
  );
}

function Flow(parts: Movables) {
  const say = useWords(words);
  const { language } = useLanguage();
  const { per_day, what_if } = parts.draft;
  const factor = Number(what_if.arrivals?.replace('x', '') ?? 1);
  const told = (value: number) => number(value, language, 1);
  return (
    <>
      <Factor
        {...parts}
        of="arrivals"
        label={say.arrivals}
        now={per_day === null ? say.nowTimes : say.nowPerDay(told(per_day), told(per_day * factor))}
        max={3}
      />
      <Factor {...parts} of="correct" label={say.correct} now={say.nowTimes} max={3} />
      <h4>{say.steps}</h4>
      {parts.can.steps.map((step) => (
        <Factor
          key={step}
          {...parts}
          of={`correct.${step}`}
          label={parts.labels.step(step)}
          now={say.nowTimes}
          max={3}
        />
      ))}
    </>
  );
}

function Systems(parts: Movables) {
  const say = useWords(words);
  const { draft, errors, onChange, can, labels } = parts;
  if (can.systems.length === 0) return <p className="run-help">{say.noSystems}</p>;
  return (
    <>
      {can.systems.map((system) => {
        const key = `available.${system}`;
        const said = draft.what_if[key];
        return (
          <div key={system} className="run-system">
            <Slide
              field={`what_if.${key}`}
              label={say.available(labels.system(system))}
              now={say.nowAvailable}
              unit="%"
              value={said?.startsWith('x') ? Math.round(Number(said.slice(1)) * 100) : undefined}
              neutral={100}
              min={0}
              max={100}
              step={1}
              error={errors[`what_if.${key}`]}
              onChange={(value) => onChange(key, value === undefined ? undefined : `x${value / 100}`)}
            />
            <Down {...parts} system={system} />
          </div>
        );
      })}
      {can.services.length > 0 ? <h4>{say.data}</h4> : null}
      {can.services.map((service) => {
        const key = `found.${service}`;
        const said = draft.what_if[key];
        const value = said === undefined ? 'as' : said === '0' ? 'never' : 'always';
        return (
          <div key={service} className="run-found" role="group" aria-label={labels.service(service)}>
            <div className="run-slide-name">
              <span>{labels.service(service)}</span>
              <small>{say.nowFound}</small>
            </div>
            <Radio.Group
              id={idOf(`what_if.${key}`)}
              size="small"
              optionType="button"
              name={key}
              value={value}
              onChange={({ target }) => {
                const chosen = target.value as keyof typeof say.found;
                onChange(key, chosen === 'as' ? undefined : chosen === 'never' ? '0' : '1');
              }}
              options={(['as', 'always', 'never'] as const).map((one) => ({
                value: one,
                label: say.found[one],
              }))}
            />
            {errors[`what_if.${key}`] ? <div className="run-error">{errors[`what_if.${key}`]}</div> : null}
          </div>
        );
      })}
    </>
  );
}

function Down({ draft, errors, onChange, labels, system }: Movables & { system: string }) {
  const say = useWords(words);
  const key = `down.${system}`;
  const days = draft.what_if[key]?.split(',') ?? [];
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
      {errors[`what_if.${key}`] ? <div className="run-error">{errors[`what_if.${key}`]}</div> : null}
    </div>
  );
}
