import type { ReactNode } from 'react';
import { Link } from 'react-router';

interface Look {
  kind?: 'primary' | 'second' | 'danger' | 'quiet';
  children: ReactNode;
}

const look = (kind: Look['kind']) => `button button-${kind ?? 'primary'}`;

/** Does something. While it is being done it stays in its place and takes no second press. */
export function Button({
  kind,
  busy = false,
  type = 'button',
  children,
  ...more
}: Look & {
  busy?: boolean;
  type?: 'button' | 'submit';
  onClick?: () => void;
  'aria-describedby'?: string;
  'aria-expanded'?: boolean;
  id?: string;
}) {
  return (
    <button
      {...more}
      type={type}
      className={look(kind)}
      aria-disabled={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : more.onClick}
    >
      {busy ? <span className="spinner" aria-hidden="true" /> : null}
      {children}
    </button>
  );
}

/** Goes somewhere, and looks like a button. */
export function ButtonLink({ kind, to, children, replace }: Look & { to: string; replace?: boolean }) {
  return (
    <Link className={look(kind)} to={to} replace={replace}>
      {children}
    </Link>
  );
}
