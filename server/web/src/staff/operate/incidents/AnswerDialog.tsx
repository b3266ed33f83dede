import { Input, InputNumber, Modal, Select } from 'antd';
import { useRef, useState } from 'react';
import { useKept } from '../../../api/kept';
import { isRefused } from '../../../api/problem';
import { useSay, useWords } from '../../../language/language';
import { Failure, Loaded } from '../../frame/State';
import { useAsked, useProcess, type Asked, type Incident } from './data';
import { words } from './words';

/** The values that a step should have had from its system, put in by hand. */
export function AnswerDialog({
  incident,
  step,
  error,
  isBusy,
  onClose,
  onAnswer,
}: {
  incident: Incident;
  step: string;
  error: unknown;
  isBusy: boolean;
  onClose: () => void;
  onAnswer: (values: Record<string, string>) => void;
}) {
  const say = useWords(words);
  const process = useProcess(incident.application);
  const names = process.data?.nodes.find((node) => node.id === incident.step)?.supplies;
  const asked = useAsked(incident.scenario, names);
  const [typed, type, forget] = useKept<Record<string, string>>(`incident.${incident.id}`, {});
  const [isEmpty, setEmpty] = useState(false);
  const form = useRef<HTMLDivElement>(null);
  const filled = Object.fromEntries(Object.entries(typed).filter(([, value]) => value.trim() !== ''));
  const isNothing = names?.length === 0;

  const submit = () => {
    if (!isNothing && Object.keys(filled).length === 0) {
      setEmpty(true);
      form.current?.querySelector('input')?.focus();
      return;
    }
    onAnswer(filled);
  };
  const close = () => {
    if (Object.keys(filled).length === 0) forget();
    onClose();
  };
  const wrong = isRefused(error, 422) ? (error.problem.errors ?? []) : [];
  return (
    <Modal
      open
      title={say.answerTitle(step)}
      okText={say.answerGo}
      okButtonProps={{ loading: isBusy, disabled: process.data === undefined }}
      onOk={submit}
      onCancel={close}
      mask={{ closable: false }}
    >
      <Loaded of={process}>
        {() =>
          isNothing ? (
            <p>{say.answerNothing}</p>
          ) : (
            <>
              <p>{say.answerAbout}</p>
              <div className="operate-form" ref={form}>
                <Loaded of={asked}>
                  {(fields) => (
                    <>
                      {fields.map((field) => (
                        <Value
                          key={field.id}
                          field={field}
                          value={typed[field.id] ?? ''}
                          wrong={wrong.find((one) => one.pointer === `/values/${field.id}`)}
                          onType={(value) => {
                            setEmpty(false);
                            type((before) => ({ ...before, [field.id]: value }));
                          }}
                        />
                      ))}
                    </>
                  )}
                </Loaded>
                {isEmpty ? (
                  <p className="wrong" role="alert">
                    {say.answerEmpty}
                  </p>
                ) : (
                  <p className="hint">{say.optional}</p>
                )}
              </div>
            </>
          )
        }
      </Loaded>
      {error ? <Failure error={error} /> : null}
    </Modal>
  );
}

function Value({
  field,
  value,
  wrong,
  onType,
}: {
  field: Asked;
  value: string;
  wrong: { detail: string; mend?: string | null } | undefined;
  onType: (value: string) => void;
}) {
  const told = useSay();
  const id = `value-${field.id}`;
  const described = wrong ? `${id}-wrong` : undefined;
  const said = { id, 'aria-describedby': described, 'aria-invalid': wrong !== undefined };
  return (
    <div>
      <label htmlFor={id}>{field.title ? told(field.title) : field.id}</label>
      {field.options.length > 0 ? (
        <Select
          {...said}
          value={value}
          options={[
            { value: '', label: '–' },
            ...field.options.map((option) => ({ value: option.value, label: told(option.title) })),
          ]}
          onChange={onType}
        />
      ) : field.isNumber ? (
        <InputNumber
          {...said}
          stringMode
          value={value || null}
          onChange={(next: string | number | null) => onType(next === null ? '' : String(next))}
        />
      ) : (
        <Input {...said} value={value} onChange={(event) => onType(event.target.value)} />
      )}
      {wrong ? (
        <p className="wrong" id={described}>
          {wrong.detail} {wrong.mend}
        </p>
      ) : null}
    </div>
  );
}
