import { CheckCircleFilled, CloudUploadOutlined } from '@ant-design/icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Modal, Spin, Tabs, Tag } from 'antd';
import { lazy, Suspense, useRef, useState, type ReactNode } from 'react';
import { useParams } from 'react-router';
import { api, ask } from '../../api/client';
import { useLanguage, useWords } from '../../language/language';
import { PageHead } from '../frame/PageHead';
import { Failure, Loaded } from '../frame/State';
import { useCheck, type Finding } from './check';
import { useDraft, type Standing } from './drafts';
import type { EditorHandle } from './Editor';
import { Format, type Formatting } from './Format';
import { Problems } from './Problems';
import { Checking, Figures, Form, Process } from './Result';
import { useKnown } from './known';
import { words } from './words';
import './designer.css';

// The editor weighs more than all else of the page.
const Editor = lazy(() => import('./Editor'));
const Changes = lazy(() => import('./Changes'));

/** A scenario file and what follows from it, side by side and live. */
export default function Designer() {
  const { draft: id = '' } = useParams();
  const say = useWords(words);
  const draft = useDraft(id);
  const [plan, setPlan] = useState<string>();
  const { result, about, error, checking, isDerived } = useCheck(draft.text, plan);
  const isFirst = !isDerived && !error && !draft.error;
  // Before the first check is over nothing is said of what follows; where it could not be made, that is said above.
  const told = (made: ReactNode) => (isDerived ? made : isFirst ? <Checking /> : null);
  const editor = useRef<EditorHandle>(null);
  // It comes later than what is found in the text: before, there is nothing that could be gone to or changed.
  const [isOpen, setOpen] = useState(false);
  const formatting = useRef<Formatting>(null);
  const findings = result?.diagnostics ?? [];
  const scenario = /^id:\s*([\w-]+)/m.exec(draft.text ?? '')?.[1] ?? id;
  const known = useKnown(scenario, draft.text ?? '');
  const goTo = (finding: Finding) => finding.at && editor.current?.goTo(finding.at.line, finding.at.column);
  const mend = ({ edit }: Finding) => {
    const at = edit?.at;
    if (edit && at) editor.current?.change([at.line, at.column], [at.end_line, at.end_column], edit.with);
  };
  return (
    <div className="designer">
      <PageHead title={id} about={say.keys}>
        <Saved standing={draft.standing} />
        <Format ref={formatting} editor={editor} disabled={!draft.text || !isOpen} />
        <Publish scenario={scenario} text={draft.text ?? ''} findings={findings} checking={checking} />
      </PageHead>
      {draft.restored ? (
        <Alert
          type="info"
          showIcon
          title={say.restored}
          action={<Button onClick={draft.takeServers}>{say.discard}</Button>}
          closable
        />
      ) : null}
      {draft.conflict ? (
        <Alert
          type="warning"
          showIcon
          role="alert"
          title={say.conflict}
          action={
            <>
              <Button onClick={draft.takeServers}>{say.discard}</Button>{' '}
              <Button onClick={draft.overwrite}>{say.overwrite}</Button>
            </>
          }
        />
      ) : null}
      {error ? <Failure error={error} /> : null}
      <div className="designer-halves">
        <section aria-label={say.editor} className="designer-text">
          <Loaded of={{ data: draft.text, error: draft.error, refetch: draft.again }}>
            {(text) => (
              <Suspense fallback={<Spin />}>
                <Editor
                  ref={editor}
                  text={text}
                  onChange={draft.change}
                  onSave={draft.save}
                  onFormat={() => formatting.current?.format()}
                  onReady={() => setOpen(true)}
                  findings={findings}
                  known={known}
                />
              </Suspense>
            )}
          </Loaded>
          <Problems
            findings={findings}
            checking={checking || isFirst}
            goTo={isOpen ? goTo : undefined}
            // Where something stands is told of one text; in another it may be elsewhere.
            mend={isOpen && about === draft.text ? mend : undefined}
          />
        </section>
        <section aria-label={say.resultAside} className="designer-result">
          <Tabs
            items={[
              {
                key: 'process',
                label: say.process,
                children: told(<Process result={result} plan={plan} choose={setPlan} />),
              },
              { key: 'form', label: say.form, children: told(<Form result={result} />) },
              { key: 'figures', label: say.figures, children: told(<Figures result={result} />) },
              {
                key: 'changes',
                label: say.changes,
                children: (
                  <Suspense fallback={<Spin />}>
                    <Changes scenario={scenario} text={draft.text ?? ''} />
                  </Suspense>
                ),
              },
            ]}
          />
        </section>
      </div>
    </div>
  );
}

function Saved({ standing }: { standing: Standing }) {
  const say = useWords(words);
  const text = { saved: say.saved, saving: say.saving, kept: say.notSaved }[standing];
  return (
    <span role="status" className="designer-saved">
      {standing === 'saved' ? <CheckCircleFilled aria-hidden style={{ color: 'var(--green)' }} /> : null}{' '}
      {text}
    </span>
  );
}

interface PublishProps {
  scenario: string;
  text: string;
  findings: readonly Finding[];
  checking: boolean;
}

function Publish({ scenario, text, findings, checking }: PublishProps) {
  const say = useWords(words);
  const { language } = useLanguage();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [open, setOpen] = useState(false);
  const refused = findings.some((finding) => finding.severity === 'error');
  const publish = useMutation({
    mutationFn: () =>
      ask(api.PUT('/api/v1/scenarios/{id}', { params: { path: { id: scenario } }, body: { text } })),
    onSuccess: (told) => {
      setOpen(false);
      void message.success(`${say.publishedNow} ${told.version.slice(0, 12)}`);
      void queries.invalidateQueries();
    },
  });
  return (
    <>
      <Button
        type="primary"
        icon={<CloudUploadOutlined />}
        disabled={refused || checking || text === ''}
        title={refused ? say.publishRefused : undefined}
        onClick={() => setOpen(true)}
      >
        {say.publish}
      </Button>
      {refused ? <Tag>{say.publishRefused}</Tag> : null}
      <Modal
        open={open}
        title={`${say.publish}${language === 'zh' ? '：' : ': '}${scenario}`}
        okText={say.publish}
        cancelText={say.cancel}
        confirmLoading={publish.isPending}
        onOk={() => publish.mutate()}
        onCancel={() => setOpen(false)}
        width={960}
      >
        <p>{say.publishSure}</p>
        {publish.error ? <Failure error={publish.error} /> : null}
        {open ? (
          <Suspense fallback={<Spin />}>
            <Changes scenario={scenario} text={text} />
          </Suspense>
        ) : null}
      </Modal>
    </>
  );
}
