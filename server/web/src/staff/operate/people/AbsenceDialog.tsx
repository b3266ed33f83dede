import { Input, Modal, Select } from 'antd';
import { useRef, useState } from 'react';
import { useWords } from '../../../language/language';
import { Failure } from '../../frame/State';
import type { Colleague, NewAbsence } from './data';
import { words } from './words';

/** Since when and until when somebody is away, and who has their tasks meanwhile. */
export function AbsenceDialog({
  person,
  colleagues,
  error,
  isBusy,
  onClose,
  onSay,
}: {
  /** None: it is typed whose it is. */
  person: Colleague | undefined;
  /** Who may stand in; none where whoever records it is not told. */
  colleagues: readonly Colleague[] | undefined;
  error: unknown;
  isBusy: boolean;
  onClose: () => void;
  onSay: (person: string, absence: NewAbsence) => void;
}) {
  const say = useWords(words);
  const [who, setWho] = useState(person?.id ?? '');
  const [from, setFrom] = useState('');
  const [until, setUntil] = useState('');
  const [deputy, setDeputy] = useState('');
  const [fault, setFault] = useState<{ field: string; why: string }>();
  const form = useRef<HTMLDivElement>(null);
  const submit = () => {
    const found =
      who.trim() === ''
        ? { field: 'person', why: say.needed }
        : from === ''
          ? { field: 'from', why: say.needed }
          : until === ''
            ? { field: 'until', why: say.needed }
            : until <= from
              ? { field: 'until', why: say.order }
              : undefined;
    setFault(found);
    if (found !== undefined) {
      form.current?.querySelector<HTMLElement>(`#absence-${found.field}`)?.focus();
      return;
    }
    onSay(who.trim(), {
      from: new Date(from).toISOString(),
      until: new Date(until).toISOString(),
      ...(deputy === '' ? {} : { deputy }),
    });
  };
  const field = (name: string, label: string, value: string, set: (to: string) => void, hint?: string) => {
    const isWrong = fault?.field === name;
    const about = isWrong ? `absence-${name}-wrong` : undefined;
    return (
      <div>
        <label htmlFor={`absence-${name}`}>{label}</label>
        <Input
          id={`absence-${name}`}
          type={name === 'from' || name === 'until' ? 'datetime-local' : 'text'}
          value={value}
          autoComplete="off"
          status={isWrong ? 'error' : ''}
          aria-invalid={isWrong}
          aria-describedby={about}
          onChange={(event) => {
            setFault(undefined);
            set(event.target.value);
          }}
        />
        {isWrong ? (
          <p className="wrong" id={about} role="alert">
            {fault.why}
          </p>
        ) : hint === undefined ? null : (
          <p className="hint">{hint}</p>
        )}
      </div>
    );
  };
  return (
    <Modal
      open
      title={person === undefined ? say.say : say.sayFor(person.name)}
      okText={say.say}
      okButtonProps={{ loading: isBusy }}
      onOk={submit}
      onCancel={onClose}
      mask={{ closable: false }}
    >
      <div className="operate-form" ref={form}>
        {person === undefined ? field('person', say.person, who, setWho, say.personHint) : null}
        {field('from', say.from, from, setFrom)}
        {field('until', say.until, until, setUntil)}
        {colleagues === undefined ? (
          field('deputy', say.deputy, deputy, setDeputy, say.deputyHint)
        ) : (
          <div>
            <label htmlFor="absence-deputy">{say.deputy}</label>
            <Select
              id="absence-deputy"
              value={deputy}
              onChange={setDeputy}
              options={[
                { value: '', label: say.nobody },
                ...colleagues
                  .filter((one) => one.id !== person?.id)
                  .map((one) => ({ value: one.id, label: one.name })),
              ]}
            />
          </div>
        )}
        {error ? <Failure error={error} /> : null}
      </div>
    </Modal>
  );
}
