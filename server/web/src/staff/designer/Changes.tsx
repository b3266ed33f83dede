import { yaml } from '@codemirror/lang-yaml';
import { unifiedMergeView } from '@codemirror/merge';
import { EditorState } from '@codemirror/state';
import { EditorView, lineNumbers } from '@codemirror/view';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Alert, Table } from 'antd';
import { useEffect, useRef } from 'react';
import { api, ask } from '../../api/client';
import { useWords } from '../../language/language';
import { Failure, Loaded } from '../frame/State';
import { publishedText } from './start';
import { words } from './words';
import './editor.css';

interface Props {
  scenario: string;
  text: string;
}

/** What a draft changes in the published version: in meaning, and line by line. */
export default function Changes({ scenario, text }: Props) {
  const say = useWords(words);
  const published = useQuery({
    queryKey: ['text', scenario],
    queryFn: async () => (await publishedText(scenario)) ?? null,
  });
  if (published.error) return <Failure error={published.error} />;
  return (
    <Loaded of={published}>
      {(before) => {
        if (before === null) return <Alert type="info" showIcon title={say.notPublished} />;
        if (before === text) return <Alert type="success" showIcon title={say.same} />;
        return (
          <>
            <Meaning scenario={scenario} text={text} />
            <h2>{say.lines}</h2>
            <Merge before={before} after={text} />
          </>
        );
      }}
    </Loaded>
  );
}

/** Facts that differ, as `onething diff` tells them. */
function Meaning({ scenario, text }: Props) {
  const say = useWords(words);
  const difference = useQuery({
    queryKey: ['difference', scenario, text],
    queryFn: () =>
      ask(
        api.POST('/api/v1/scenarios/{id}/difference', { params: { path: { id: scenario } }, body: { text } }),
      ),
    placeholderData: keepPreviousData,
  });
  return (
    <Loaded of={difference}>
      {({ facts, sound }) =>
        sound ? (
          <>
            <h2>{say.meaning}</h2>
            <Table
              size="small"
              pagination={facts.length > 20 ? { pageSize: 20 } : false}
              rowKey="path"
              scroll={{ x: true }}
              dataSource={facts}
              columns={[
                {
                  title: say.fact,
                  dataIndex: 'path',
                  rowScope: 'row',
                  render: (path: string) => <code>{path}</code>,
                },
                {
                  title: say.before,
                  dataIndex: 'before',
                  render: (value: string | null) => value ?? say.isNew,
                },
                { title: say.after, dataIndex: 'after', render: (value: string | null) => value ?? say.gone },
              ]}
            />
          </>
        ) : null
      }
    </Loaded>
  );
}

function Merge({ before, after }: { before: string; after: string }) {
  const say = useWords(words);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!box.current) return undefined;
    const view = new EditorView({
      parent: box.current,
      state: EditorState.create({
        doc: after,
        extensions: [
          lineNumbers(),
          yaml(),
          EditorState.readOnly.of(true),
          EditorView.editable.of(false),
          EditorView.contentAttributes.of({ 'aria-label': say.changes, tabindex: '0' }),
          unifiedMergeView({
            original: before,
            mergeControls: false,
            collapseUnchanged: { margin: 2, minSize: 4 },
          }),
        ],
      }),
    });
    return () => view.destroy();
  }, [before, after, say.changes]);
  return <div className="editor designer-merge" ref={box} />;
}
