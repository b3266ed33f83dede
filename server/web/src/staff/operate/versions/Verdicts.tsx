import { Link } from 'react-router';
import { useSay, useWords } from '../../../language/language';
import { Rows } from '../../frame/Rows';
import { words as shared } from '../words';
import type { Verdict } from './data';
import { words } from './words';

const TONES: Record<string, string> = {
  movable: 'good',
  moved: 'good',
  there: 'info',
  stays: 'mind',
  missing: 'bad',
};

/** What becomes of each application, and all that stands against it. */
export function Verdicts({ all, label }: { all: Verdict[]; label: string }) {
  const say = useWords(words);
  const sayAll = useWords(shared);
  const told = useSay();
  return (
    <div className="versions-verdicts" role="region" aria-label={label} tabIndex={0}>
      <Rows
        label={label}
        rows={all}
        name={(one) => one.application}
        columns={[
          {
            title: sayAll.applications,
            cell: (one) => <Link to={`/applications/${one.application}`}>…{one.application.slice(-6)}</Link>,
          },
          {
            title: say.verdict,
            cell: (one) => (
              <span className={`operate-tag ${TONES[one.verdict] ?? ''}`}>
                {say.verdicts[one.verdict as keyof typeof say.verdicts] ?? one.verdict}
              </span>
            ),
          },
          {
            title: say.reasons,
            cell: (one) =>
              one.reasons.length === 0 ? (
                <span className="operate-soft">–</span>
              ) : (
                <ul>
                  {one.reasons.map((reason) => (
                    <li key={reason.zh}>{told(reason)}</li>
                  ))}
                </ul>
              ),
          },
        ]}
      />
    </div>
  );
}
