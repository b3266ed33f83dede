import { useMutation, useQuery } from '@tanstack/react-query';
import { App, Button, Modal } from 'antd';
import { useState } from 'react';
import { api, ask } from '../../api/client';
import { isRefused } from '../../api/problem';
import type { components } from '../../api/schema';
import { useSay, useWords } from '../../language/language';
import { Failure } from '../frame/State';
import { Value } from '../value/Value';
import '../operate/operate.css';
import { words } from './runWords';

type Awaited = components['schemas']['AwaitedView'];

/** Messages of the world that an application waits for; testers let each come. */
export function MessagesTool({ application, reread }: { application: string; reread: () => void }) {
  const say = useWords(words);
  const told = useSay();
  const awaited = useQuery({
    queryKey: ['application', application, 'messages'],
    queryFn: async () =>
      (await ask(api.GET('/api/v1/applications/{id}/messages', { params: { path: { id: application } } })))
        .items,
  });
  const [open, setOpen] = useState<Awaited>();
  const all = awaited.data ?? [];
  // Most applications never wait for the world.
  if (all.length === 0 && !awaited.error) return null;
  return (
    <section className="card tool" aria-label={say.messages}>
      <h2>{say.messages}</h2>
      {awaited.error ? <Failure error={awaited.error} again={() => void awaited.refetch()} /> : null}
      <ul className="calls">
        {all.map((message) => (
          <li key={message.message}>
            <span>
              <strong>{told(message.title)}</strong>
              {message.reply_to_title && message.reply_to ? (
                <span className="quiet">
                  {' '}
                  {told(message.reply_to_title)} {message.reply_to}
                </span>
              ) : null}
            </span>
            <Button size="small" disabled={message.reply_to == null} onClick={() => setOpen(message)}>
              {say.send}
              <span className="sr-only"> {told(message.title)}</span>
            </Button>
          </li>
        ))}
      </ul>
      {open === undefined ? null : (
        <Send
          key={open.message}
          message={open}
          close={() => setOpen(undefined)}
          done={() => {
            setOpen(undefined);
            void awaited.refetch();
            reread();
          }}
        />
      )}
    </section>
  );
}

function Send({ message, close, done }: { message: Awaited; close: () => void; done: () => void }) {
  const say = useWords(words);
  const told = useSay();
  const { message: notice } = App.useApp();
  const [values, setValues] = useState<Record<string, string>>({});
  const send = useMutation({
    mutationFn: () =>
      ask(
        api.POST('/api/v1/messages', {
          body: {
            scenario: message.scenario,
            message: message.message,
            reply_to: message.reply_to ?? '',
            values: Object.fromEntries(Object.entries(values).filter(([, value]) => value !== '')),
          },
        }),
      ),
    onSuccess: ({ found }) => {
      const refused = found.flatMap((one) => (one.refused ? [told(one.refused)] : []));
      if (refused.length > 0) void notice.warning(refused.join(' '));
      else void notice.success(say.sent);
      done();
    },
  });
  const wrong = isRefused(send.error, 422) ? (send.error.problem.errors ?? []) : [];
  return (
    <Modal
      open
      title={say.sendTitle(told(message.title))}
      okText={say.send}
      cancelText={say.cancel}
      confirmLoading={send.isPending}
      onOk={() => send.mutate()}
      onCancel={close}
    >
      <div className="operate-form">
        {message.brings.length === 0 ? <p>{say.bringsNothing}</p> : null}
        {message.brings.map((value) => (
          <Value
            key={value.id}
            asked={value}
            value={values[value.id] ?? ''}
            wrong={wrong.find((one) => one.pointer === `/values/${value.id}`)}
            onType={(typed) => setValues({ ...values, [value.id]: typed })}
          />
        ))}
      </div>
      {send.error ? <Failure error={send.error} /> : null}
    </Modal>
  );
}
