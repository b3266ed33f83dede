import { FastForwardOutlined } from '@ant-design/icons';
import { Button, Input, InputNumber, Select, type InputRef } from 'antd';
import { useRef, useState } from 'react';
import type { components } from '../../../api/schema';
import { useWords } from '../../../language/language';
import { words } from './words';

type How = components['schemas']['AdvanceRequest'];

const SPANS = ['10min', '1h', '1d', '7d', '30d'] as const;
const UNITS = ['min', 'h', 'd'] as const;

/** The ways to let a sandbox's time go on. */
export function Advance({
  now,
  hasNext,
  isBusy,
  onAdvance,
}: {
  now: string;
  hasNext: boolean;
  isBusy: boolean;
  onAdvance: (how: How) => void;
}) {
  const say = useWords(words);
  const [amount, setAmount] = useState<number | null>(1);
  const [unit, setUnit] = useState<(typeof UNITS)[number]>('h');
  const [to, setTo] = useState('');
  const [isMissing, setMissing] = useState(false);
  const at = useRef<InputRef>(null);
  const toMoment = () => {
    const chosen = new Date(to);
    if (to === '' || Number.isNaN(chosen.getTime())) {
      setMissing(true);
      at.current?.focus();
    } else onAdvance({ to: chosen.toISOString() });
  };
  return (
    <div className="clock-ways">
      <div role="group" aria-label={say.quick} className="operate-line">
        <Button
          type="primary"
          icon={<FastForwardOutlined />}
          disabled={!hasNext || isBusy}
          onClick={() => onAdvance({ next: true })}
        >
          {say.toNext}
        </Button>
        {SPANS.map((span) => (
          <Button key={span} disabled={isBusy} onClick={() => onAdvance({ by: span })}>
            + {say.spans[span]}
          </Button>
        ))}
      </div>
      <div role="group" aria-labelledby="clock-own">
        <h3 id="clock-own">{say.own}</h3>
        <div className="operate-line">
          <InputNumber
            aria-label={say.amount}
            min={1}
            max={10_000}
            precision={0}
            value={amount}
            onChange={setAmount}
          />
          <Select
            aria-label={say.unit}
            value={unit}
            onChange={setUnit}
            style={{ width: 110 }}
            options={UNITS.map((one) => ({ value: one, label: say.units[one] }))}
          />
          <Button
            loading={isBusy}
            disabled={amount === null}
            onClick={() => onAdvance({ by: `${String(amount)}${unit}` })}
          >
            {say.go}
          </Button>
        </div>
      </div>
      <div role="group" aria-labelledby="clock-to">
        <h3 id="clock-to">{say.to}</h3>
        <div className="operate-line">
          <Input
            ref={at}
            type="datetime-local"
            aria-label={say.moment}
            aria-invalid={isMissing}
            status={isMissing ? 'error' : ''}
            min={local(now)}
            value={to}
            onChange={(event) => {
              setMissing(false);
              setTo(event.target.value);
            }}
            style={{ width: 220 }}
          />
          <Button loading={isBusy} onClick={toMoment}>
            {say.go}
          </Button>
        </div>
        {isMissing ? (
          <p className="clock-wrong" role="alert">
            {say.missing}
          </p>
        ) : null}
      </div>
    </div>
  );
}

/** A moment as an input of this browser's time zone has it. */
function local(text: string): string {
  const at = new Date(text);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
