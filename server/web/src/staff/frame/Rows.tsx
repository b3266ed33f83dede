import type { ReactNode } from 'react';
import './rows.css';

/** One column: its head, and what it shows of a row. */
export interface Column<T> {
  title: string;
  cell: (row: T) => ReactNode;
  /** How it stands: numbers to the right, and buttons in one line. */
  kind?: 'number' | 'actions';
}

/** A list as a table; on a narrow screen each row is a card with the heads beside the values. */
export function Rows<T>({
  label,
  columns,
  rows,
  name,
}: {
  label: string;
  columns: Column<T>[];
  rows: T[];
  name: (row: T) => string;
}) {
  return (
    <table className="rows" aria-label={label} role="table">
      <thead role="rowgroup">
        <tr role="row">
          {columns.map((column) => (
            <th key={column.title} scope="col" role="columnheader" className={column.kind}>
              {column.title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row) => (
          <tr key={name(row)} role="row">
            {columns.map((column) => (
              <td key={column.title} role="cell" data-title={column.title} className={column.kind}>
                {column.cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
