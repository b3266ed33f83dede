import { useMutation, useQuery } from '@tanstack/react-query';
import { App, Button, Input, Modal, Radio } from 'antd';
import { useState } from 'react';
import { api, ask } from '../../api/client';
import { isRefused } from '../../api/problem';
import type { components } from '../../api/schema';
import { moment } from '../../language/format';
import { useLanguage, useSay, useWords } from '../../language/language';
import { Failure } from '../frame/State';
import { Value } from '../value/Value';
import '../operate/operate.css';
import { optionOf, optionsOf, type Vocabulary } from '../tasks/titles';
import { words } from './runWords';

type Call = components['schemas']['CallListed'];
type Said = components['schemas']['Said'];

/** What systems owe an application, by whom and where each is to be answered. */
function useCalls(application: string) {
  return useQuery({
    queryKey: ['application', application, 'calls'],
    queryFn: async () =>
      (await ask(api.GET('/api/v1/calls', { params: { query: { application, limit: 200 } } }))).items,
  });
}

/** Calls that are open; testers answer each by hand. */
export function CallsTool({
  application,
  vocabulary,
  mayAnswer,
  reread,
}: {
  application: string;
  vocabulary: Vocabulary;
  mayAnswer: boolean;
  reread: () => void;
}) {
  const say = useWords(words);
  const told = useSay();
  const { language } = useLanguage();
  const calls = useCalls(application);
  const [open, setOpen] = useState<Call>();
  const all = calls.data ?? [];
  return (
    <section className={mayAnswer ? 'card tool' : 'card'} aria-label={say.calls}>
      <h2>{say.calls}</h2>
      {calls.error ? <Failure error={calls.error} again={() => void calls.refetch()} /> : null}
      {all.length === 0 ? (
        <p className="quiet">{say.noCalls}</p>
      ) : mayAnswer ? (
        <p className="quiet">{say.callsAbout}</p>
      ) : null}
      <ul className="calls">
        {all.map((call) => (
          <li key={call.id}>
            <span>
              <strong>{told(call.step_title)}</strong>
              <span className="quiet">
                {' '}
                {told(call.system_title)} · {say.kinds[call.kind]}
                {call.attempt == null ? '' : ` · ${say.attempt(call.attempt)}`} ·{' '}
                {moment(call.since, language)}
              </span>
            </span>
            {mayAnswer ? (
              <Button size="small" onClick={() => setOpen(call)}>
                {say.answer}
                <span className="sr-only"> {told(call.step_title)}</span>
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
      {open === undefined ? null : (
        <Answer
          key={open.id}
          call={open}
          name={told(open.step_title)}
          vocabulary={vocabulary}
          close={() => setOpen(undefined)}
          done={() => {
            setOpen(undefined);
            reread();
          }}
        />
      )}
    </section>
  );
}

type Choice = 'exists' | 'not_found' | 'found' | 'failed' | 'decided' | 'undecided' | 'arrived';

const CHOICES: Record<string, readonly Choice[]> = {
  call: ['exists', 'not_found', 'found', 'failed'],
  undo: ['exists', 'failed'],
  rule: ['decided', 'undecided'],
  delivery: ['arrived'],
};

function Answer({
  call,
  name,
  vocabulary,
  close,
  done,
}: {
  call: Call;
  name: string;
  vocabulary: Vocabulary;
  close: () => void;
  done: () => void;
}) {
  const say = useWords(words);
  const told = useSay();
  const { message } = App.useApp();
  const choices = (CHOICES[call.kind] ?? CHOICES.call ?? []).filter(
    (choice) => choice !== 'found' || call.returns.length > 0,
  );
  const [choice, choose] = useState<Choice>(choices[0] ?? 'exists');
  const [why, setWhy] = useState(say.whyDefault);
  const [found, setFound] = useState<Record<string, string>>({});
  const said = (): Said => {
    switch (choice) {
      case 'exists':
        return { exists: true };
      case 'not_found':
        return { exists: false };
      case 'found':
        return { found: Object.fromEntries(Object.entries(found).filter(([, value]) => value !== '')) };
      case 'failed':
        return { failed: why };
      case 'decided':
        return { decided: true };
      case 'undecided':
        return { decided: false };
      case 'arrived':
        return 'arrived';
    }
  };
  const reply = useMutation({
    mutationFn: () =>
      ask(api.POST('/api/v1/calls/{id}/reply', { params: { path: { id: call.id } }, body: said() })),
    onSuccess: () => {
      void message.success(say.answered);
      done();
    },
    onError: (error) => {
      // Answered meanwhile by the system itself.
      if (!isRefused(error, 404, 409)) return;
      void message.info(say.refusedReply);
      done();
    },
  });
  const title = (id: string) => {
    const known = vocabulary.fields.get(id)?.title ?? vocabulary.materials.get(id);
    return known === undefined ? id : told(known);
  };
  const inWords = (id: string, value: string) => {
    const option = optionOf(vocabulary, id, value);
    return option === undefined ? value : told(option);
  };
  const given = Object.entries(call.given);
  const wrong = isRefused(reply.error, 422) ? (reply.error.problem.errors ?? []) : [];
  return (
    <Modal
      open
      title={say.answerTitle(name)}
      okText={say.answer}
      cancelText={say.cancel}
      confirmLoading={reply.isPending}
      onOk={() => reply.mutate()}
      onCancel={close}
    >
      <div className="decision">
        {given.length === 0 ? null : (
          <dl className="payload">
            {given.map(([id, value]) => (
              <div key={id}>
                <dt>
                  {say.given} {title(id)}
                </dt>
                <dd>{inWords(id, value)}</dd>
              </div>
            ))}
          </dl>
        )}
        <Radio.Group
          className="choices"
          value={choice}
          onChange={(event) => choose(event.target.value as Choice)}
          options={choices.map((value) => ({
            value,
            label: value === 'not_found' ? say.notFound : say[value],
          }))}
        />
        {choice === 'failed' ? (
          <label className="work-field">
            <span>{say.why}</span>
            <Input value={why} onChange={(event) => setWhy(event.target.value)} />
          </label>
        ) : null}
        {choice === 'found' ? (
          <div className="operate-form">
            {call.returns.map((id) => (
              <Value
                key={id}
                asked={{
                  id,
                  title: vocabulary.fields.get(id)?.title ??
                    vocabulary.materials.get(id) ?? { zh: id, en: id },
                  options: [...(optionsOf(vocabulary, id) ?? [])],
                  value_type: vocabulary.fields.get(id)?.value_type ?? null,
                }}
                value={found[id] ?? ''}
                wrong={wrong.find((one) => one.pointer === `/found/${id}`)}
                onType={(value) => setFound({ ...found, [id]: value })}
              />
            ))}
          </div>
        ) : null}
        {reply.error && !isRefused(reply.error, 404, 409) ? <Failure error={reply.error} /> : null}
      </div>
    </Modal>
  );
}
