import { Input, InputNumber, Modal, Radio, Select } from 'antd';
import { useState } from 'react';
import { useSay, useWords } from '../../../language/language';
import { Failure } from '../../frame/State';
import type { Behaviour, Row } from './data';
import { behaviour, HOWS, LASTING_UNITS, USUAL_FAULT, type Fault } from './fault';
import { words } from './words';

/** How a simulated system, or one of its services, is to fail from now on. */
export function FaultDialog({
  system,
  error,
  isBusy,
  onClose,
  onFault,
}: {
  system: Row;
  error: unknown;
  isBusy: boolean;
  onClose: () => void;
  onFault: (target: string, name: string, behaviour: Behaviour, how: string) => void;
}) {
  const say = useWords(words);
  const told = useSay();
  const [target, aim] = useState(system.id);
  const [fault, set] = useState<Fault>(USUAL_FAULT);
  const [isMissing, setMissing] = useState(false);
  const change = (next: Partial<Fault>) => {
    setMissing(false);
    set((before) => ({ ...before, ...next }));
  };
  const targets = [
    { value: system.id, label: say.whole },
    ...system.services.map((service) => ({ value: service.id, label: told(service.title) })),
  ];
  const submit = () => {
    if (fault.lasting === 'until' && Number.isNaN(new Date(fault.until).getTime())) {
      setMissing(true);
      document.getElementById('fault-until')?.focus();
      return;
    }
    const service = system.services.find((one) => one.id === target);
    const name = service ? `${told(system.title)} · ${told(service.title)}` : told(system.title);
    onFault(target, name, behaviour(fault), say.hows[fault.how]);
  };
  return (
    <Modal
      open
      title={say.injectTitle(told(system.title))}
      okText={say.go}
      okButtonProps={{ loading: isBusy, danger: true }}
      onOk={submit}
      onCancel={onClose}
    >
      <div className="operate-form">
        {targets.length > 1 ? (
          <div>
            <label htmlFor="fault-target">{say.target}</label>
            <Select id="fault-target" value={target} options={targets} onChange={aim} />
          </div>
        ) : null}
        <div role="group" aria-labelledby="fault-how">
          <span className="label" id="fault-how">
            {say.how}
          </span>
          <Radio.Group
            className="systems-hows"
            name="how"
            value={fault.how}
            onChange={(event) => change({ how: event.target.value as Fault['how'] })}
          >
            {HOWS.map((how) => (
              <Radio key={how} value={how}>
                {say.hows[how]} <span className="operate-soft">{say.hows[`${how}About`]}</span>
              </Radio>
            ))}
          </Radio.Group>
        </div>
        {fault.how === 'fails' ? <Fails fault={fault} onChange={change} /> : null}
        {fault.how === 'slow' ? (
          <Span
            label={say.latency}
            value={fault.latency}
            unit={fault.latencyUnit}
            units={['ms', ...LASTING_UNITS]}
            onChange={(latency, latencyUnit) => change({ latency, latencyUnit })}
          />
        ) : null}
        <Lasting fault={fault} isMissing={isMissing} onChange={change} />
        {error ? <Failure error={error} /> : null}
      </div>
    </Modal>
  );
}

interface Part {
  fault: Fault;
  onChange: (next: Partial<Fault>) => void;
}

function Fails({ fault, onChange }: Part) {
  const say = useWords(words);
  return (
    <>
      <div role="group" aria-label={say.failsBy}>
        <Radio.Group
          name="fails-by"
          value={fault.failsBy}
          onChange={(event) => onChange({ failsBy: event.target.value as Fault['failsBy'] })}
          options={[
            { value: 'times', label: say.byTimes },
            { value: 'chance', label: say.byChance },
          ]}
        />
      </div>
      {fault.failsBy === 'times' ? (
        <div>
          <label htmlFor="fault-times">{say.times}</label>
          <InputNumber
            id="fault-times"
            min={1}
            max={100_000}
            precision={0}
            value={fault.times}
            onChange={(times) => onChange({ times: times ?? 1 })}
          />
        </div>
      ) : (
        <div>
          <label htmlFor="fault-chance">{say.chance}</label>
          <InputNumber
            id="fault-chance"
            min={1}
            max={100}
            precision={0}
            value={fault.chance}
            onChange={(chance) => onChange({ chance: chance ?? 1 })}
          />
        </div>
      )}
      <div>
        <label htmlFor="fault-why">{say.why}</label>
        <Input
          id="fault-why"
          maxLength={200}
          value={fault.why}
          onChange={(event) => onChange({ why: event.target.value })}
        />
      </div>
    </>
  );
}

function Lasting({ fault, isMissing, onChange }: Part & { isMissing: boolean }) {
  const say = useWords(words);
  return (
    <>
      <div role="group" aria-labelledby="fault-lasting">
        <span className="label" id="fault-lasting">
          {say.lasting}
        </span>
        <Radio.Group
          name="lasting"
          value={fault.lasting}
          onChange={(event) => onChange({ lasting: event.target.value as Fault['lasting'] })}
          options={(['open', 'for', 'until'] as const).map((one) => ({
            value: one,
            label: say.lastings[one],
          }))}
        />
      </div>
      {fault.lasting === 'for' ? (
        <Span
          label={say.amount}
          value={fault.amount}
          unit={fault.amountUnit}
          units={[...LASTING_UNITS]}
          onChange={(amount, amountUnit) => onChange({ amount, amountUnit })}
        />
      ) : null}
      {fault.lasting === 'until' ? (
        <div>
          <label htmlFor="fault-until">{say.moment}</label>
          <Input
            id="fault-until"
            type="datetime-local"
            value={fault.until}
            status={isMissing ? 'error' : ''}
            aria-invalid={isMissing}
            aria-describedby={isMissing ? 'fault-until-wrong' : undefined}
            onChange={(event) => onChange({ until: event.target.value })}
          />
          {isMissing ? (
            <p className="wrong" id="fault-until-wrong" role="alert">
              {say.momentMissing}
            </p>
          ) : null}
        </div>
      ) : null}
    </>
  );
}

/** A length of time with its unit. */
function Span<U extends 'ms' | 's' | 'min' | 'h'>({
  label,
  value,
  unit,
  units,
  onChange,
}: {
  label: string;
  value: number;
  unit: U;
  units: U[];
  onChange: (value: number, unit: U) => void;
}) {
  const say = useWords(words);
  return (
    <div className="operate-line systems-span">
      <InputNumber
        aria-label={label}
        min={1}
        max={100_000}
        precision={0}
        value={value}
        onChange={(next) => onChange(next ?? 1, unit)}
      />
      <Select
        aria-label={say.unit}
        value={unit}
        onChange={(next: U) => onChange(value, next)}
        options={units.map((one) => ({ value: one, label: say.units[one] }))}
      />
    </div>
  );
}
