import { DeleteOutlined, EditOutlined, PlusOutlined } from '@ant-design/icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Card, Empty, Input, List, Modal, Popconfirm, Select } from 'antd';
import { useEffect, useState } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { api, ask } from '../../api/client';
import { number } from '../../language/format';
import { useLanguage, useSay, useWords } from '../../language/language';
import { PageHead } from '../frame/PageHead';
import { Failure, Loaded } from '../frame/State';
import { NEW, saveDraft, useDrafts, useRemoveDraft } from './drafts';
import { startingText, useTemplates } from './start';
import { words } from './words';

const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** Drafts of scenarios, and where new ones begin. */
export default function Drafts() {
  const say = useWords(words);
  const { language } = useLanguage();
  const drafts = useDrafts();
  const remove = useRemoveDraft();
  const [query] = useSearchParams();
  const from = query.get('scenario');
  const [open, setOpen] = useState(from !== null);
  return (
    <>
      <PageHead title={say.title} about={say.about}>
        <Button type="primary" icon={<PlusOutlined />} onClick={() => setOpen(true)}>
          {say.begin}
        </Button>
      </PageHead>
      {remove.error ? <Failure error={remove.error} /> : null}
      <Card title={say.drafts}>
        <Loaded of={drafts}>
          {(all) =>
            all.length === 0 ? (
              <Empty description={say.noDrafts} />
            ) : (
              <List
                dataSource={all}
                rowKey="id"
                renderItem={(draft) => (
                  <List.Item
                    actions={[
                      <Link key="open" to={`/designer/${encodeURIComponent(draft.id)}`}>
                        <EditOutlined aria-hidden /> {say.open}
                      </Link>,
                      <Popconfirm
                        key="remove"
                        title={say.removeSure}
                        okText={say.remove}
                        cancelText={say.cancel}
                        onConfirm={() => remove.mutate(draft.id)}
                      >
                        <Button
                          type="text"
                          danger
                          icon={<DeleteOutlined />}
                          aria-label={`${say.remove} ${draft.id}`}
                        />
                      </Popconfirm>,
                    ]}
                  >
                    <List.Item.Meta
                      title={<Link to={`/designer/${encodeURIComponent(draft.id)}`}>{draft.id}</Link>}
                      description={`${number(draft.bytes, language)} ${say.bytes}`}
                    />
                  </List.Item>
                )}
              />
            )
          }
        </Loaded>
      </Card>
      <Begin
        open={open}
        from={from}
        taken={drafts.data?.map((draft) => draft.id) ?? []}
        close={() => setOpen(false)}
      />
    </>
  );
}

interface BeginProps {
  open: boolean;
  from: string | null;
  taken: readonly string[];
  close: () => void;
}

function Begin({ open, from, taken, close }: BeginProps) {
  const say = useWords(words);
  const told = useSay();
  const go = useNavigate();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const scenarios = useQuery({
    queryKey: ['scenarios', 'all'],
    queryFn: async () =>
      (await ask(api.GET('/api/v1/scenarios', { params: { query: { limit: 100 } } }))).items,
  });
  const templates = useTemplates();
  const [start, setStart] = useState(from === null ? 'empty' : `scenario:${from}`);
  const [name, setName] = useState(from ?? '');
  const [error, setError] = useState<unknown>();
  useEffect(() => {
    if (from !== null) [setStart(`scenario:${from}`), setName(from)];
  }, [from]);
  const wrong =
    name === '' ? undefined : !NAME.test(name) ? say.nameHelp : taken.includes(name) ? say.taken : undefined;
  const begin = async () => {
    try {
      await saveDraft(name, await startingText(start, templates.data ?? [], name), NEW);
      await queries.invalidateQueries({ queryKey: ['drafts'] });
      close();
      void go(`/designer/${name}`);
    } catch (cause) {
      setError(cause);
      void message.error(String(cause instanceof Error ? cause.message : cause));
    }
  };
  return (
    <Modal
      open={open}
      title={say.begin}
      okText={say.begin}
      cancelText={say.cancel}
      okButtonProps={{ disabled: name === '' || wrong !== undefined }}
      onOk={() => void begin()}
      onCancel={close}
    >
      <label htmlFor="draft-from">{say.from}</label>
      <Select
        id="draft-from"
        aria-label={say.from}
        value={start}
        onChange={(next) => {
          setStart(next);
          if (name === '' && next.startsWith('scenario:')) setName(next.slice('scenario:'.length));
        }}
        style={{ width: '100%', marginBottom: 16 }}
        options={[
          { label: say.empty, value: 'empty' },
          {
            label: say.templates,
            options: (templates.data ?? []).map((one) => ({
              label: told(one.title),
              value: `template:${one.id}`,
            })),
          },
          {
            label: say.published,
            options: (scenarios.data ?? []).map((one) => ({
              label: told(one.title),
              value: `scenario:${one.id}`,
            })),
          },
        ]}
      />
      <label htmlFor="draft-name">{say.name}</label>
      <Input
        id="draft-name"
        value={name}
        status={wrong === undefined ? '' : 'error'}
        aria-describedby="draft-name-help"
        onChange={(event) => setName(event.target.value)}
        onPressEnter={() => void begin()}
      />
      <small id="draft-name-help" role={wrong === undefined ? undefined : 'alert'}>
        {wrong ?? say.nameHelp}
      </small>
      {error ? <Failure error={error} /> : null}
    </Modal>
  );
}
