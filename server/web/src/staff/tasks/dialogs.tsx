import { Checkbox, InputNumber, Select } from 'antd';
import { useRef, useState } from 'react';
import { useWords } from '../../language/language';
import { Decision, ForItem, Reason, type Item } from './Decision';
import type { Deed } from './decision';
import { reasons } from './reasons';
import { words as deedWords } from './deedWords';
import type { DialogProps } from './typed';

/** Refuses or does not accept, with a reason and a confirmation. */
export function TurnDownDialog({
  deed,
  items,
  typed,
  type,
  send,
  ...rest
}: DialogProps & { deed: 'refuse' | 'not-accept'; items: readonly Item[]; send: (deed: Deed) => void }) {
  const say = useWords(deedWords);
  const phrases = useWords(reasons);
  const [tried, setTried] = useState(false);
  const [sure, setSure] = useState(false);
  const form = useRef<HTMLDivElement>(null);
  const isMissing = typed.reason.trim() === '';
  return (
    <Decision
      {...rest}
      title={deed === 'refuse' ? say.refuseTitle : say.notAcceptTitle}
      about={`${say.refuseAbout} ${say.also}`}
      ok={say.send.refuse}
      danger
      send={() => {
        setTried(true);
        if (isMissing || !sure) {
          form.current?.querySelector<HTMLElement>(isMissing ? 'textarea' : 'input[type=checkbox]')?.focus();
          return;
        }
        send({ deed, reason: typed.reason.trim(), item: typed.item });
      }}
    >
      <div ref={form} className="decision">
        <ForItem items={items} item={typed.item} change={(item) => type({ item })} all />
        <Reason
          label={say.reason}
          about={say.reasonAbout}
          value={typed.reason}
          change={(reason) => type({ reason })}
          phrases={phrases[deed]}
          missing={tried && isMissing ? say.reasonMissing : undefined}
          autoFocus
        />
        <div>
          <Checkbox checked={sure} onChange={(event) => setSure(event.target.checked)}>
            {say.confirmRefuse}
          </Checkbox>
          {tried && !sure ? (
            <div className="missing" role="alert">
              {say.confirmMissing}
            </div>
          ) : null}
        </div>
      </div>
    </Decision>
  );
}

/** Begins a special procedure. */
export function SuspendDialog({
  items,
  all,
  typed,
  type,
  send,
  ...rest
}: DialogProps & { items: readonly Item[]; all: boolean; send: (deed: Deed) => void }) {
  const say = useWords(deedWords);
  const phrases = useWords(reasons);
  const [tried, setTried] = useState(false);
  const isMissing = typed.reason.trim() === '';
  const item = typed.item ?? (all ? null : (items[0]?.id ?? null));
  return (
    <Decision
      {...rest}
      title={say.suspendTitle}
      about={say.suspendAbout}
      ok={say.send.suspend}
      send={() => {
        setTried(true);
        if (isMissing) return document.querySelector<HTMLElement>('.ant-modal textarea')?.focus();
        send({ deed: 'suspend', reason: typed.reason.trim(), within: `${typed.within}${typed.unit}`, item });
      }}
    >
      <ForItem items={items} item={typed.item} change={(item) => type({ item })} all={all} />
      <Reason
        label={say.reason}
        value={typed.reason}
        change={(reason) => type({ reason })}
        phrases={phrases.suspend}
        missing={tried && isMissing ? say.reasonMissing : undefined}
        autoFocus
      />
      <div className="reason">
        <span>{say.within}</span>
        <span className="within">
          <InputNumber
            aria-label={say.within}
            min={1}
            max={999}
            precision={0}
            value={typed.within}
            onChange={(within) => type({ within: within ?? 1 })}
          />
          <Select
            aria-label={say.within}
            value={typed.unit}
            onChange={(unit) => type({ unit })}
            options={(['wd', 'd', 'h'] as const).map((unit) => ({
              value: unit,
              label: say.withinUnit[unit],
            }))}
            style={{ width: 130 }}
          />
        </span>
      </div>
    </Decision>
  );
}
