import { SendOutlined } from '@ant-design/icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Segmented } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { api, ask } from '../../../api/client';
import type { components } from '../../../api/schema';
import { moment, number } from '../../../language/format';
import { useLanguage, useSay, useWords } from '../../../language/language';
import { Failure, Loaded } from '../../frame/State';
import { More } from '../More';
import type { TabProps } from '../Operate';
import { usePaged } from '../paged';
import { Rows, type Column } from '../../frame/Rows';
import { words as shared } from '../words';
import { words } from './words';

type Delivery = components['schemas']['DeliveryView'];

const STANDINGS = ['waiting', 'dead', 'delivered'] as const;
type Standing = (typeof STANDINGS)[number];
const TONES: Record<Standing, string> = { waiting: 'mind', dead: 'bad', delivered: 'good' };
const DELIVERIES = ['operate', 'deliveries'] as const;

/** What receivers of notifications are owed, were given, or could not be given. */
export default function Deliveries({ mayAct }: TabProps) {
  const say = useWords(words);
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [standing, stand] = useState<Standing | 'all'>('all');
  const deliveries = usePaged<Delivery>(
    [...DELIVERIES, standing],
    (cursor) => {
      const query = {
        limit: 50,
        ...(standing === 'all' ? {} : { standing }),
        ...(cursor ? { cursor } : {}),
      };
      return ask(api.GET('/api/v1/deliveries', { params: { query } }));
    },
    5_000,
  );
  const again = useMutation({
    mutationFn: (id: string) =>
      ask(api.POST('/api/v1/deliveries/{id}/redeliver', { params: { path: { id } } })),
    onSuccess: (delivery) => void message.success(say.redelivered(delivery.receiver)),
    onSettled: () => void queries.invalidateQueries({ queryKey: DELIVERIES }),
  });
  return (
    <section className="operate-panel" aria-labelledby="deliveries">
      <header>
        <div>
          <h2 id="deliveries">{say.title}</h2>
          <p>{say.about}</p>
        </div>
        <Segmented
          aria-label={say.standing}
          value={standing}
          onChange={stand}
          options={[
            { value: 'all' as const, label: say.all },
            ...STANDINGS.map((one) => ({ value: one, label: say.standings[one] })),
          ]}
        />
      </header>
      {again.error ? <Failure error={again.error} /> : null}
      <Loaded of={deliveries}>
        {(all) =>
          all.length === 0 ? (
            <div className="operate-empty">
              {standing === 'all' ? (
                <>
                  <SendOutlined aria-hidden />
                  <strong>{say.none}</strong>
                  {say.noneAbout}
                </>
              ) : (
                say.noneSo
              )}
            </div>
          ) : (
            <List
              all={all}
              busy={again.isPending ? again.variables : undefined}
              onAgain={mayAct ? (id) => again.mutate(id) : undefined}
            />
          )
        }
      </Loaded>
      <More of={deliveries} />
    </section>
  );
}

function List({
  all,
  busy,
  onAgain,
}: {
  all: Delivery[];
  busy: string | undefined;
  onAgain: ((id: string) => void) | undefined;
}) {
  const say = useWords(words);
  const sayAll = useWords(shared);
  const told = useSay();
  const { language } = useLanguage();
  const columns: Column<Delivery>[] = [
    {
      title: say.notice,
      cell: (one) => (
        <>
          {told(one.text)}
          <small>
            <Link to={`/applications/${one.application}`}>
              {sayAll.application} …{one.application.slice(-6)}
            </Link>
          </small>
        </>
      ),
    },
    { title: say.receiver, cell: (one) => <code>{one.receiver}</code> },
    {
      title: say.standing,
      cell: (one) => {
        const standing = STANDINGS.find((known) => known === one.standing);
        return standing === undefined ? (
          one.standing
        ) : (
          <span className={`operate-tag ${TONES[standing]}`}>{say.standings[standing]}</span>
        );
      },
    },
    { title: say.attempts, kind: 'number', cell: (one) => number(one.attempts, language) },
    {
      title: say.last,
      cell: (one) => (
        <>
          {one.last ? (say.lasts[one.last as keyof typeof say.lasts] ?? one.last) : say.never}
          {one.status ? <small>{say.status(String(one.status))}</small> : null}
        </>
      ),
    },
    {
      title: say.at,
      cell: (one) => (
        <>
          {moment(one.at, language)}
          {one.standing === 'waiting' ? <small>{say.next}</small> : null}
        </>
      ),
    },
  ];
  if (onAgain) {
    columns.push({
      title: sayAll.actions,
      kind: 'actions',
      cell: (one) => (
        <Button
          size="small"
          loading={busy === one.id}
          disabled={busy !== undefined && busy !== one.id}
          aria-label={`${say.redeliver}: ${told(one.text)}, ${one.receiver}`}
          onClick={() => onAgain(one.id)}
        >
          {say.redeliver}
        </Button>
      ),
    });
  }
  return <Rows label={say.title} columns={columns} rows={all} name={(one) => one.id} />;
}
