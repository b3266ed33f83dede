import { Select } from 'antd';
import { useId, useState } from 'react';
import { isRefused } from '../../api/problem';
import { moment } from '../../language/format';
import { useLanguage, useSay, useWords } from '../../language/language';
import { Failure } from '../frame/State';
import { Decision } from './Decision';
import type { Deed } from './decision';
import { words as deedWords } from './deedWords';
import { useColleagues, type Colleague } from './titles';
import type { DialogProps } from './typed';

/** Hands the task to a colleague, chosen by name. */
export function ReassignDialog({
  department,
  holder,
  typed,
  type,
  send,
  error,
  ...rest
}: DialogProps & {
  department: string;
  /** Who has it now. */
  holder: string | null | undefined;
  send: (deed: Deed) => void;
}) {
  const say = useWords(deedWords);
  const told = useSay();
  const { language } = useLanguage();
  const id = useId();
  const [tried, setTried] = useState(false);
  const colleagues = useColleagues(department);
  const others = (colleagues.data ?? []).filter((one) => one.id !== holder);
  const chosen = others.some((one) => one.id === typed.to) ? typed.to : null;
  const place = isRefused(error, 422)
    ? error.problem.errors?.find((one) => one.pointer === '/to')
    : undefined;
  const wrong =
    place !== undefined
      ? `${place.detail} ${place.mend}`
      : tried && chosen === null
        ? say.reassignMissing
        : undefined;
  const about = (one: Colleague) =>
    [
      ...one.roles.map((post) => told(post.title)),
      ...(one.absence == null
        ? []
        : [
            one.absence.now
              ? say.awayUntil(moment(one.absence.until, language))
              : say.awayFrom(moment(one.absence.from, language)),
          ]),
    ].join(' · ');
  return (
    <Decision
      {...rest}
      error={place === undefined ? error : null}
      title={say.reassignTitle}
      about={say.reassignAbout}
      ok={say.send.reassign}
      send={() => {
        setTried(true);
        if (chosen === null) return document.getElementById(id)?.focus();
        send({ deed: 'reassign', to: chosen });
      }}
    >
      {colleagues.error ? <Failure error={colleagues.error} again={() => void colleagues.refetch()} /> : null}
      <div className="reason">
        <label htmlFor={id}>{say.reassignTo}</label>
        <Select
          id={id}
          autoFocus
          showSearch={{ optionFilterProp: 'name' }}
          loading={colleagues.isLoading}
          value={chosen}
          placeholder={say.reassignChoose}
          notFoundContent={say.reassignNobody}
          onChange={(to) => type({ to })}
          status={wrong === undefined ? '' : 'error'}
          aria-invalid={wrong !== undefined}
          options={others.map((one) => ({
            value: one.id,
            name: one.name,
            disabled: one.absence?.now === true,
            label: (
              <>
                {one.name} <span className="quiet">{about(one)}</span>
              </>
            ),
          }))}
        />
        {wrong === undefined ? null : (
          <span className="missing" role="alert">
            {wrong}
          </span>
        )}
      </div>
    </Decision>
  );
}
