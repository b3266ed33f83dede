import type { ReactNode } from 'react';
import './chart.css';

/** A column of a table: what it is called, and whether it holds numbers. */
export interface Column {
  title: string;
  isNumber?: boolean;
  /** Said by screen readers and on pointing, where the title is short. */
  about?: string;
}

export interface Rows {
  caption: string;
  columns: readonly Column[];
  /** The first cell of each names the row. */
  rows: readonly (readonly ReactNode[])[];
}

interface Shown extends Rows {
  isCaptionShown?: boolean;
  /** As long as it is, instead of scrolling. */
  isWhole?: boolean;
}

/** A table that scrolls within itself, by keyboard too. */
export function DataTable({ caption, columns, rows, isCaptionShown = false, isWhole = false }: Shown) {
  return (
    <div
      className={`data-table${isWhole ? ' is-whole' : ''}`}
      tabIndex={0}
      role="region"
      aria-label={caption}
    >
      <table>
        <caption className={isCaptionShown ? undefined : 'sr-only'}>{caption}</caption>
        <thead>
          <tr>
            {columns.map((column, at) => (
              <th
                key={at}
                scope="col"
                className={column.isNumber ? 'is-number' : undefined}
                title={column.about}
              >
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            <tr key={at}>
              {row.map((cell, column) => {
                const name = columns[column]?.isNumber ? 'is-number' : undefined;
                return column === 0 ? (
                  <th key={column} scope="row" className={name}>
                    {cell}
                  </th>
                ) : (
                  <td key={column} className={name}>
                    {cell}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
