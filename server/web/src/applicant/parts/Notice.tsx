import type { ReactNode } from 'react';

/** Something to be noticed; its kind is said by a sign as well as by colour. */
export function Notice({
  kind,
  title,
  children,
}: {
  kind: 'info' | 'warning' | 'error' | 'success';
  title?: string;
  children?: ReactNode;
}) {
  return (
    <div className={`notice notice-${kind}`}>
      <span className="notice-sign" aria-hidden="true">
        {{ info: 'i', warning: '!', error: '!', success: '✓' }[kind]}
      </span>
      <div className="notice-body">
        {title === undefined ? null : <p className="notice-title">{title}</p>}
        {children}
      </div>
    </div>
  );
}
