import { useEffect, useState } from 'react';
import { useReachable } from '../../api/reachable';
import type { components } from '../../api/schema';
import { moment } from '../../language/format';
import { useLanguage, useWords } from '../../language/language';
import { OLDEST_MS } from './data';
import { words } from './words';

/** Whether what is shown is of now, and of when it is. */
export function LiveMark({
  updatedAt,
  clock,
}: {
  updatedAt: number;
  clock: components['schemas']['ClockView'] | undefined;
}) {
  const say = useWords(words);
  const { language } = useLanguage();
  const reachable = useReachable();
  const [now, tick] = useState(Date.now);
  useEffect(() => {
    const ticking = setInterval(() => tick(Date.now()), 1_000);
    return () => clearInterval(ticking);
  }, []);
  if (updatedAt === 0) return null;
  // What was asked for this second is still on its way.
  const isLive = reachable && now - updatedAt <= OLDEST_MS + 1_000;
  const time = new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', { timeStyle: 'medium' });
  return (
    <div className="overview-live">
      <span role="status" className={isLive ? 'overview-is-live' : 'overview-is-stale'}>
        <i aria-hidden />
        {isLive ? say.live : say.stale}
      </span>
      <span>
        {say.asOf} {time.format(updatedAt)}
      </span>
      {clock?.kind === 'sandbox' ? (
        <span>
          {say.sandbox} {moment(clock.now, language)}
        </span>
      ) : null}
    </div>
  );
}
