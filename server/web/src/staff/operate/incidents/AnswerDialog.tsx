import { Modal } from 'antd';
import { useRef, useState } from 'react';
import { useKept } from '../../../api/kept';
import { isRefused } from '../../../api/problem';
import { useWords } from '../../../language/language';
import { Failure } from '../../frame/State';
import type { Incident } from './data';
import { Value } from '../../value/Value';
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
  const [typed, type, forget] = useKept<Record<string, string>>(`incident.${incident.id}`, {});
  const [isEmpty, setEmpty] = useState(false);
  const form = useRef<HTMLDivElement>(null);
  const filled = Object.fromEntries(Object.entries(typed).filter(([, value]) => value.trim() !== ''));
  const isNothing = incident.wanted.length === 0;

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
      okButtonProps={{ loading: isBusy }}
      onOk={submit}
      onCancel={close}
      mask={{ closable: false }}
    >
      {isNothing ? (
        <p>{say.answerNothing}</p>
      ) : (
        <>
          <p>{say.answerAbout}</p>
          <div className="operate-form" ref={form}>
            {incident.wanted.map((one) => (
              <Value
                key={one.id}
                asked={one}
                value={typed[one.id] ?? ''}
                wrong={wrong.find(({ pointer }) => pointer === `/values/${one.id}`)}
                onType={(value) => {
                  setEmpty(false);
                  type((before) => ({ ...before, [one.id]: value }));
                }}
              />
            ))}
            {isEmpty ? (
              <p className="wrong" role="alert">
                {say.answerEmpty}
              </p>
            ) : (
              <p className="hint">{say.optional}</p>
            )}
          </div>
        </>
      )}
      {error ? <Failure error={error} /> : null}
    </Modal>
  );
}
