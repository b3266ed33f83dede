import { Button, Input, Modal, Select } from 'antd';
import { useId, type ReactNode } from 'react';
import { useSay, useWords } from '../../language/language';
import { Failure } from '../frame/State';
import { isOvertaken } from './decision';
import type { ApplicationView } from './case';
import { words as deedWords } from './deedWords';

export type Item = ApplicationView['items'][number];

/** The frame of a dialog: what it is, what it does, and what went wrong; `send` says what is missing, if anything. */
export function Decision({
  title,
  about,
  ok,
  danger,
  isQuestion,
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
  /** Whether there is nothing to fill in: the answer is at hand. */
  isQuestion?: boolean;
  /** Sends it; else says what is missing and goes there. */
  send: () => void;
  close: () => void;
  isSending: boolean;
  error: unknown;
  children?: ReactNode;
}) {
  const say = useWords(deedWords);
  return (
    <Modal
      open
      title={title}
      onCancel={close}
      cancelText={say.close}
      okText={ok}
      okButtonProps={{
        danger: danger ?? false,
        loading: isSending,
        'aria-label': ok,
        autoFocus: isQuestion ?? false,
      }}
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
        {error && !isOvertaken(error) ? <Failure error={error} /> : null}
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
  const say = useWords(deedWords);
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
            onClick={() => change(value.trim() === '' ? phrase : say.joined(value.trim(), phrase))}
          >
            {phrase}
          </Button>
        ))}
      </div>
    </div>
  );
}

/** Which of the items that a task serves. */
export function ForItem({
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
  const say = useWords(deedWords);
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
