import { useMutation } from '@tanstack/react-query';
import { Button, Input, type InputRef } from 'antd';
import { useRef, useState, type FormEvent } from 'react';
import { api, ask } from '../../api/client';
import { useWords } from '../../language/language';
import { Failure } from '../frame/State';
import { words } from './words';

/** Takes a token, and asks the server whose it is before anything is shown with it. */
export function TokenForm({ onKnown }: { onKnown: (token: string) => void }) {
  const say = useWords(words);
  const [typed, type] = useState('');
  const [wrong, setWrong] = useState<string>();
  const field = useRef<InputRef>(null);
  const known = useMutation({
    mutationFn: (token: string) =>
      ask(api.GET('/api/v1/me', { headers: { Authorization: `Bearer ${token}` } })),
    onSuccess: (_, token) => onKnown(token),
    onError: () => field.current?.focus(),
  });

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const token = typed.trim();
    const fault = token === '' ? say.empty : /^[!-~]+$/.test(token) ? undefined : say.strange;
    setWrong(fault);
    known.reset();
    if (fault === undefined) known.mutate(token);
    else field.current?.focus();
  };

  return (
    <section className="signin-token" aria-labelledby="signin-token">
      <h2 id="signin-token">{say.withToken}</h2>
      <p>{say.withTokenAbout}</p>
      <form onSubmit={submit} noValidate>
        <label htmlFor="token">{say.token}</label>
        <div className="signin-line">
          <Input.Password
            id="token"
            ref={field}
            size="large"
            autoComplete="off"
            spellCheck={false}
            placeholder={say.tokenHint}
            value={typed}
            status={wrong ? 'error' : ''}
            aria-invalid={wrong !== undefined}
            aria-describedby={wrong ? 'token-wrong' : undefined}
            onChange={(event) => type(event.target.value)}
          />
          <Button type="primary" size="large" htmlType="submit" loading={known.isPending}>
            {say.enter}
          </Button>
        </div>
        {wrong ? (
          <p id="token-wrong" className="signin-wrong" role="alert">
            {wrong}
          </p>
        ) : null}
        {known.error ? <Failure error={known.error} /> : null}
      </form>
    </section>
  );
}
