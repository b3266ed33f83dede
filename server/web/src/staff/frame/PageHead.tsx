import { Typography } from 'antd';
import { useEffect, type ReactNode } from 'react';
import { useWords } from '../../language/language';
import { words } from './words';

/** The head of a page: its title, also that of the window, and what can be done there. */
export function PageHead({
  title,
  about,
  children,
}: {
  title: string;
  about?: ReactNode;
  children?: ReactNode;
}) {
  const say = useWords(words);
  useEffect(() => {
    document.title = `${title} · ${say.product}`;
  }, [title, say.product]);
  return (
    <header className="page-head">
      <div>
        <Typography.Title level={1} className="page-title">
          {title}
        </Typography.Title>
        {about ? <Typography.Paragraph type="secondary">{about}</Typography.Paragraph> : null}
      </div>
      {children ? <div className="page-actions no-print">{children}</div> : null}
    </header>
  );
}
