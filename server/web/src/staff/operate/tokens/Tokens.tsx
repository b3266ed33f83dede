import { KeyOutlined } from '@ant-design/icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button } from 'antd';
import { useState } from 'react';
import { api, ask } from '../../../api/client';
import { useWords } from '../../../language/language';
import { Failure, Loaded } from '../../frame/State';
import { More } from '../More';
import type { TabProps } from '../Operate';
import { TOKENS, useTokens, type Given, type NewToken, type Token } from './data';
import { GivenDialog } from './GivenDialog';
import { NewTokenDialog } from './NewTokenDialog';
import { TokenList } from './TokenList';
import { words } from './words';

/** Who may act, by which token; given out and revoked by administrators. */
export default function Tokens({ mayAct }: TabProps) {
  const say = useWords(words);
  const { message, modal } = App.useApp();
  const queries = useQueryClient();
  const tokens = useTokens();
  const [isGiving, give] = useState(false);
  const [given, keep] = useState<Given>();
  const anew = () => void queries.invalidateQueries({ queryKey: TOKENS });
  const giving = useMutation({
    mutationFn: (body: NewToken) => ask(api.POST('/api/v1/tokens', { body })),
    onSuccess: (token) => {
      give(false);
      keep(token);
    },
    onSettled: anew,
  });
  const revoking = useMutation({
    mutationFn: (token: Token) =>
      ask(api.DELETE('/api/v1/tokens/{id}', { params: { path: { id: token.id } } })),
    onSuccess: (_, token) => void message.success(say.revoked(token.principal.name)),
    onSettled: anew,
  });
  const revoke = (token: Token) =>
    modal.confirm({
      title: say.revokeTitle(token.principal.name),
      content: say.revokeAbout,
      okText: say.revokeGo,
      okButtonProps: { danger: true },
      onOk: () => revoking.mutateAsync(token).catch(() => undefined),
    });
  return (
    <section className="operate-panel" aria-labelledby="tokens">
      <header>
        <div>
          <h2 id="tokens">{say.title}</h2>
          <p>{say.about}</p>
        </div>
        {mayAct ? (
          <Button
            type="primary"
            icon={<KeyOutlined />}
            onClick={() => {
              giving.reset();
              give(true);
            }}
          >
            {say.give}
          </Button>
        ) : null}
      </header>
      {mayAct ? null : <Alert className="systems-told" type="info" showIcon title={say.watching} />}
      {revoking.error ? <Failure error={revoking.error} /> : null}
      <Loaded of={tokens}>
        {(all) =>
          all.length === 0 ? (
            <div className="operate-empty">
              <KeyOutlined aria-hidden />
              <strong>{say.none}</strong>
              {say.noneAbout}
            </div>
          ) : (
            <TokenList all={all} onRevoke={mayAct ? revoke : undefined} />
          )
        }
      </Loaded>
      <More of={tokens} />
      {isGiving ? (
        <NewTokenDialog
          error={giving.error}
          isBusy={giving.isPending}
          onClose={() => give(false)}
          onGive={(token) => giving.mutateAsync(token)}
        />
      ) : null}
      {given ? (
        <GivenDialog
          given={given}
          onClose={() => {
            keep(undefined);
            // Its text is nowhere any more.
            giving.reset();
          }}
        />
      ) : null}
    </section>
  );
}
