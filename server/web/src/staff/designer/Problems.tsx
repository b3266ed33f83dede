import { Button, Tag } from 'antd';
import { useSay, useWords } from '../../language/language';
import type { Finding } from './check';
import { words } from './words';

interface Props {
  findings: readonly Finding[];
  checking: boolean;
  /** Goes to where it stands; none while it can't be gone to. */
  goTo: ((finding: Finding) => void) | undefined;
  /** Changes the text as told; none while what is found is not about the text as it stands. */
  mend: ((finding: Finding) => void) | undefined;
}

/** What is wrong, where, and how to mend it: the same as the squiggles, as a list. */
export function Problems({ findings, checking, goTo, mend }: Props) {
  const say = useWords(words);
  const told = useSay();
  const errors = findings.filter((finding) => finding.severity === 'error').length;
  const count =
    findings.length === 0
      ? say.none
      : `${errors} ${say.errors} · ${findings.length - errors} ${say.warnings}`;
  return (
    <div className="designer-problems" role="region" aria-label={say.problems} tabIndex={0}>
      <p role="status" className="designer-count">
        <strong>{say.problems}</strong> {checking ? say.checking : count}
      </p>
      <ol>
        {findings.map((finding, number) => (
          <li key={`${finding.code} ${number}`}>
            <Tag color={finding.severity === 'error' ? 'error' : 'warning'}>{finding.code}</Tag>
            <button
              type="button"
              className="designer-place"
              onClick={() => goTo?.(finding)}
              disabled={!finding.at || !goTo}
            >
              {finding.at ? `${finding.at.file} ${say.line} ${finding.at.line}` : '–'}
            </button>
            <span>{told(finding.message)}</span>
            <span className="designer-mend">{told(finding.mend)}</span>
            {finding.edit?.at ? (
              <Button size="small" disabled={!mend} onClick={() => mend?.(finding)}>
                {say.apply}: <code>{finding.edit.with}</code>
              </Button>
            ) : null}
          </li>
        ))}
      </ol>
    </div>
  );
}
