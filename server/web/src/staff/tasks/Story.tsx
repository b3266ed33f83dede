import { Button } from 'antd';
import { useState } from 'react';
import { useLanguage, useSay, useWords } from '../../language/language';
import { moment } from '../../language/format';
import type { components } from '../../api/schema';
import { words as caseWords } from './caseWords';

type Entry = components['schemas']['TimelineEntry'];

const FIRST = 12;
const MORE = 100;

/** What happened, in words, the newest first. */
export function Story({ entries }: { entries: readonly Entry[] }) {
  const say = useWords(caseWords);
  const told = useSay();
  const { language } = useLanguage();
  const [count, setCount] = useState(FIRST);
  const from = Math.max(0, entries.length - count);
  const shown = entries.slice(from).reverse();
  return (
    <>
      <ol className="story">
        {shown.map((entry) => (
          <li key={entry.sequence} className={entry.unusual ? 'story-unusual' : undefined}>
            <time dateTime={entry.at}>{moment(entry.at, language)}</time>
            <span>
              <strong>{told(entry.who)}</strong> {told(entry.what)}{' '}
              {entry.unusual ? <span className="mark">{say.unusual}</span> : null}
            </span>
          </li>
        ))}
      </ol>
      {from > 0 ? (
        <Button type="link" onClick={() => setCount(count + MORE)}>
          {say.earlier(Math.min(MORE, from))}
        </Button>
      ) : null}
    </>
  );
}
