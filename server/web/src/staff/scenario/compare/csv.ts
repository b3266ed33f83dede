import { saved } from '../../../api/client';

/** A table as a file that spreadsheets open, with Chinese letters as they are. */
export function save(name: string, rows: readonly (readonly string[])[]): void {
  // What begins like a formula is text.
  const safe = (cell: string) => (/^[=+@\t\r]|^-(?!\d)/.test(cell) ? `'${cell}` : cell);
  const cells = rows.map((row) => row.map((cell) => `"${safe(cell).replaceAll('"', '""')}"`).join(','));
  saved(new Blob(['\ufeff', cells.join('\r\n')], { type: 'text/csv' }), name);
}
