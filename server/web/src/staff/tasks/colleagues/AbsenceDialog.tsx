import { App, Input, Select } from 'antd';
import { useId, useState } from 'react';
import { isRefused } from '../../../api/problem';
import { useWords } from '../../../language/language';
import { Decision } from '../Decision';
import type { Colleague } from '../titles';
import { local, moment, useAway, type Absence } from './absence';
import { words } from './words';

const DAY = 86_400_000;

/** Records an absence: from when, until when, and who stands in. */
export function AbsenceDialog({
  person,
  title,
  before,
  deputies,
  now,
  close,
}: {
  person: string | 'me';
  title: string;
  /** What was recorded before. */
  before: Absence | null;
  deputies: readonly Colleague[];
  now: string | undefined;
  close: () => void;
}) {
  const say = useWords(words);
  const { message } = App.useApp();
  const id = useId();
  const begin = now === undefined ? new Date() : new Date(now);
  const [from, setFrom] = useState(local(before === null ? begin : new Date(before.from)));
  const [until, setUntil] = useState(
    local(before === null ? new Date(begin.getTime() + DAY) : new Date(before.until)),
  );
  const [deputy, setDeputy] = useState(before?.deputy ?? '');
  const [tried, setTried] = useState(false);
  const away = useAway(person, () => {
    void message.success(say.said);
    close();
  });
  const places = isRefused(away.error, 422) ? (away.error.problem.errors ?? []) : [];
  const told = (pointer: string) => {
    const place = places.find((one) => one.pointer === pointer);
    return place === undefined ? undefined : `${place.detail} ${place.mend}`;
  };
  const [begins, ends] = [moment(from), moment(until)];
  const wrong = {
    from: (tried && begins === undefined ? say.missing : undefined) ?? told('/from'),
    until:
      (tried && ends === undefined
        ? say.missing
        : tried && begins !== undefined && ends !== undefined && ends <= begins
          ? say.order
          : undefined) ?? told('/until'),
    deputy: told('/deputy'),
  };
  const field = (name: 'from' | 'until', value: string, change: (value: string) => void) => (
    <div className="reason">
      <label htmlFor={`${id}-${name}`}>{say[name]}</label>
      <Input
        id={`${id}-${name}`}
        type="datetime-local"
        value={value}
        onChange={(event) => change(event.target.value)}
        status={wrong[name] === undefined ? '' : 'error'}
        aria-invalid={wrong[name] !== undefined}
        aria-describedby={wrong[name] === undefined ? undefined : `${id}-${name}-wrong`}
      />
      {wrong[name] === undefined ? null : (
        <span id={`${id}-${name}-wrong`} className="missing" role="alert">
          {wrong[name]}
        </span>
      )}
    </div>
  );
  return (
    <Decision
      title={title}
      about={say.about}
      ok={say.say}
      close={close}
      isSending={away.isPending}
      error={places.length > 0 ? null : away.error}
      send={() => {
        setTried(true);
        if (begins === undefined || ends === undefined || ends <= begins) {
          const first = begins === undefined ? 'from' : 'until';
          document.getElementById(`${id}-${first}`)?.focus();
          return;
        }
        away.mutate({ from: begins, until: ends, deputy: deputy === '' ? null : deputy });
      }}
    >
      <div className="decision">
        {field('from', from, setFrom)}
        {field('until', until, setUntil)}
        <div className="reason">
          <label htmlFor={`${id}-deputy`}>{say.deputy}</label>
          <Select
            id={`${id}-deputy`}
            showSearch={{ optionFilterProp: 'label' }}
            value={deputy}
            onChange={setDeputy}
            status={wrong.deputy === undefined ? '' : 'error'}
            options={[
              { value: '', label: say.nobody },
              ...deputies.map((one) => ({ value: one.id, label: one.name })),
            ]}
          />
          {wrong.deputy === undefined ? null : (
            <span className="missing" role="alert">
              {wrong.deputy}
            </span>
          )}
        </div>
      </div>
    </Decision>
  );
}
