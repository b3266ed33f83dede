import type { ReactNode } from 'react';

/** A table with a head, that scrolls by itself where it is wider than its place. */
export function Table({
  label,
  columns,
  stacks = false,
  children,
}: {
  label: string;
  columns: readonly { title: string; isNumber?: boolean }[];
  /** Whether each row stands by itself where there is little room. */
  stacks?: boolean;
  /** Its rows. */
  children: ReactNode;
}) {
  return (
    <div
      className={stacks ? 'sc-table sc-table-stacks' : 'sc-table'}
      tabIndex={0}
      role="region"
      aria-label={label}
    >
      <table>
        <thead>
          <tr>
            {columns.map(({ title, isNumber }) => (
              <th key={title} scope="col" className={isNumber ? 'sc-number' : undefined}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
