import { DownloadOutlined } from '@ant-design/icons';
import { App, Button, Dropdown } from 'antd';
import { useState } from 'react';
import { download, saved } from '../../../api/client';
import { useWords } from '../../../language/language';
import { kindOf, type Run } from '../outcome';
import { words } from './words';

const REPORTS = ['xlsx', 'html', 'csv', 'json'] as const;
const LOGS = ['log.csv', 'log.xes', 'log.ocel.json'] as const;

/** What a run came to as files to hand on. */
export function Downloads({ run, name }: { run: Run; name: string }) {
  const say = useWords(words);
  const { message } = App.useApp();
  const [isBusy, setBusy] = useState(false);
  const fetched = async (format: string) => {
    setBusy(true);
    try {
      const file = await download(`/api/v1/simulations/${encodeURIComponent(run.id)}/exports/${format}`);
      const as = file.name ?? `${name}.${format}`;
      saved(file.blob, as);
      void message.success(say.downloaded(as));
    } catch (error) {
      void message.error(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  };
  const kind = kindOf(run);
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        onClick: ({ key }) => void fetched(key),
        items: [
          {
            type: 'group',
            key: 'report',
            label: say.report,
            children: REPORTS.map((format) => ({ key: format, label: say.formats[format] })),
          },
          {
            type: 'group',
            key: 'log',
            label: kind === 'single' ? say.log : kind === 'pair' ? say.noLog : say.noLogSearch,
            children:
              kind !== 'single' ? [] : LOGS.map((format) => ({ key: format, label: say.formats[format] })),
          },
        ],
      }}
    >
      <Button type="primary" icon={<DownloadOutlined aria-hidden />} loading={isBusy}>
        {isBusy ? say.downloading : say.download}
      </Button>
    </Dropdown>
  );
}
