import { Button, Checkbox, Input, InputNumber, Modal, Select } from 'antd';
import { useId, useRef, useState, type ReactNode } from 'react';
import { useSay, useWords } from '../../language/language';
import type { Label } from '../../language/words';
import { isRefused } from '../../api/problem';
import { Failure } from '../frame/State';
import type { ApplicationView } from './case';
import type { Deed } from './decision';
import { words as taskWords } from './taskWords';
import type { DialogProps } from './typed';

type Item = ApplicationView['items'][number];

/** The frame of a dialog: what it is, what it does, and what went wrong; `send` says what is missing, if anything. */
export function Decision({
  title,
  about,
  ok,
  danger,
  send,
  close,
  isSending,
  error,
  children,
}: {
  title: string;
  about: ReactNode;
  ok: string;
  danger?: boolean;
  /** Sends it; else says what is missing and goes there. */
  send: () => void;
  close: () => void;
  isSending: boolean;
  error: unknown;
  children?: ReactNode;
}) {
  const say = useWords(taskWords);
  return (
    <Modal
      open
      title={title}
      onCancel={close}
      cancelText={say.close}
      okText={ok}
      okButtonProps={{ danger: danger ?? false, loading: isSending, 'aria-label': ok }}
      onOk={send}
      width={600}
    >
      <form
        className="decision"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <p className="quiet">{about}</p>
        {/* That somebody was faster is told on the page. */}
        {error && !isRefused(error, 404, 409, 412) ? <Failure error={error} /> : null}
        {children}
      </form>
    </Modal>
  );
}

/** A text of one's own, with phrases at hand. */
export function Reason({
  label,
  value,
  change,
  phrases,
  missing,
  about,
  autoFocus,
}: {
  label: string;
  value: string;
  change: (value: string) => void;
  phrases: readonly string[];
  /** What is missing; none: nothing. */
  missing?: string | undefined;
  about?: string;
  autoFocus?: boolean;
}) {
  const say = useWords(taskWords);
  const id = useId();
  return (
    <div className="reason">
      <label htmlFor={id}>{label}</label>
      {about === undefined ? null : <span className="quiet">{about}</span>}
      <Input.TextArea
        id={id}
        value={value}
        onChange={(event) => change(event.target.value)}
        autoSize={{ minRows: 2, maxRows: 8 }}
        maxLength={1000}
        autoFocus={autoFocus ?? false}
        status={missing === undefined ? '' : 'error'}
        aria-invalid={missing !== undefined}
        aria-describedby={missing === undefined ? undefined : `${id}-missing`}
      />
      {missing === undefined ? null : (
        <span id={`${id}-missing`} className="missing" role="alert">
          {missing}
        </span>
      )}
      <div className="phrases" role="group" aria-label={say.templates}>
        {phrases.map((phrase) => (
          <Button
            key={phrase}
            size="small"
            type="dashed"
            onClick={() => change(value.trim() === '' ? phrase : `${value.trim()}；${phrase}`)}
          >
            {phrase}
          </Button>
        ))}
      </div>
    </div>
  );
}

/** Which of the items that a task serves. */
function ForItem({
  items,
  item,
  change,
  all,
}: {
  items: readonly Item[];
  item: string | null;
  change: (item: string | null) => void;
  /** Whether all of them may be meant. */
  all: boolean;
}) {
  const say = useWords(taskWords);
  const told = useSay();
  if (items.length < 2 && all) return null;
  return (
    <label className="reason">
      <span>{say.forItem}</span>
      <Select
        aria-label={say.forItem}
        value={item ?? (all ? '' : (items[0]?.id ?? ''))}
        onChange={(id) => change(id === '' ? null : id)}
        options={[
          ...(all ? [{ value: '', label: say.allItems }] : []),
          ...items.map((one) => ({ value: one.id, label: told(one.title) })),
        ]}
      />
    </label>
  );
}

/** Returns for correction: what, and for each how it has to be mended. */
export function ReturnDialog({
  candidates,
  items,
  typed,
  type,
  send,
  ...rest
}: DialogProps & {
  candidates: readonly { id: string; title: Label | undefined }[];
  items: readonly Item[];
  send: (deed: Deed) => void;
}) {
  const say = useWords(taskWords);
  const told = useSay();
  const [tried, setTried] = useState(false);
  const list = useRef<HTMLUListElement>(null);
  const chosen = candidates.filter(({ id }) => id in typed.wanted);
  const missing = chosen.filter(({ id }) => typed.wanted[id]?.trim() === '');
  const name = (one: { id: string; title: Label | undefined }) =>
    one.title === undefined ? one.id : told(one.title);
  const choose = (id: string, on: boolean) => {
    const { [id]: before, ...others } = typed.wanted;
    type({ wanted: on ? { ...others, [id]: before ?? '' } : others });
  };
  return (
    <Decision
      {...rest}
      title={say.returnTitle}
      about={say.returnAbout}
      ok={say.send.return}
      send={() => {
        setTried(true);
        if (chosen.length === 0 || missing.length > 0) {
          const first = missing[0]?.id;
          const wrong =
            first === undefined ? 'input[type=checkbox]' : `[data-id="${CSS.escape(first)}"] textarea`;
          list.current?.querySelector<HTMLElement>(wrong)?.focus();
          return;
        }
        send({
          deed: 'return',
          wanted: chosen.map(({ id }) => ({ id, why: typed.wanted[id]?.trim() ?? '' })),
          item: typed.item,
        });
      }}
    >
      <ForItem items={items} item={typed.item} change={(item) => type({ item })} all />
      <fieldset className="wanted">
        <legend>
          {say.askable} <span className="quiet">{say.chosen(chosen.length)}</span>
        </legend>
        {candidates.length === 0 ? <p>{say.askableNone}</p> : null}
        {tried && chosen.length === 0 ? (
          <span className="missing" role="alert">
            {say.choose}
          </span>
        ) : null}
        <ul ref={list}>
          {candidates.map((one) => (
            <li key={one.id} data-id={one.id}>
              <Checkbox
                checked={one.id in typed.wanted}
                onChange={(event) => choose(one.id, event.target.checked)}
              >
                {name(one)}
              </Checkbox>
              {one.id in typed.wanted ? (
                <Reason
                  label={say.whyFor(name(one))}
                  value={typed.wanted[one.id] ?? ''}
                  change={(why) => type({ wanted: { ...typed.wanted, [one.id]: why } })}
                  phrases={say.reasons.wanted}
                  missing={tried && typed.wanted[one.id]?.trim() === '' ? say.whyMissing : undefined}
                />
              ) : null}
            </li>
          ))}
        </ul>
      </fieldset>
    </Decision>
  );
}

/** Refuses or does not accept, with a reason and a confirmation. */
export function TurnDownDialog({
  deed,
  items,
  typed,
  type,
  send,
  ...rest
}: DialogProps & { deed: 'refuse' | 'not-accept'; items: readonly Item[]; send: (deed: Deed) => void }) {
  const say = useWords(taskWords);
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
          phrases={say.reasons[deed]}
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
  const say = useWords(taskWords);
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
        phrases={say.reasons.suspend}
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

/** Hands the task to a colleague. */
export function ReassignDialog({ typed, type, send, ...rest }: DialogProps & { send: (deed: Deed) => void }) {
  const say = useWords(taskWords);
  const id = useId();
  const [tried, setTried] = useState(false);
  const isMissing = typed.to.trim() === '';
  return (
    <Decision
      {...rest}
      title={say.reassignTitle}
      about={say.reassignAbout}
      ok={say.send.reassign}
      send={() => {
        setTried(true);
        if (isMissing) return document.getElementById(id)?.focus();
        send({ deed: 'reassign', to: typed.to.trim() });
      }}
    >
      <div className="reason">
        <label htmlFor={id}>{say.reassignTo}</label>
        <Input
          id={id}
          autoFocus
          autoComplete="off"
          value={typed.to}
          onChange={(event) => type({ to: event.target.value })}
          status={tried && isMissing ? 'error' : ''}
          aria-invalid={tried && isMissing}
        />
        {tried && isMissing ? (
          <span className="missing" role="alert">
            {say.reassignMissing}
          </span>
        ) : null}
      </div>
    </Decision>
  );
}
