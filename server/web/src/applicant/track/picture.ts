/** What a certificate says, as lines. */
export interface Said {
  title: string;
  number: string;
  rows: [string, string][];
  signed: string[];
  foot: string;
}

const WIDTH = 1240;
const MARGIN = 96;
const LABEL = 300;
const LINE = 56;

/** Text in lines that are no wider than there is room; a language without spaces breaks anywhere. */
function lines(pen: CanvasRenderingContext2D, text: string, room: number): string[] {
  const parts = /\p{Script=Han}/u.test(text) ? [...text] : text.split(/(?<= )/);
  const all = [''];
  for (const part of parts) {
    const last = all.length - 1;
    const longer = (all[last] ?? '') + part;
    if (all[last] !== '' && pen.measureText(longer.trimEnd()).width > room) all.push(part);
    else all[last] = longer;
  }
  return all;
}

/** Draws a certificate: phones keep pictures where they cannot print. */
export function drawn({ title, number, rows, signed, foot }: Said): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  const pen = canvas.getContext('2d');
  if (pen === null) return canvas;
  const { fontFamily } = getComputedStyle(document.documentElement);
  const font = (size: number, weight = 400) => `${weight} ${size}px ${fontFamily}`;
  pen.font = font(34);
  const table = rows.map(([label, value]) => ({
    label,
    value: lines(pen, value, WIDTH - 2 * MARGIN - LABEL),
  }));
  const high = table.reduce((sum, row) => sum + row.value.length * LINE + 24, 0);
  canvas.width = WIDTH;
  canvas.height = MARGIN * 2 + 210 + high + signed.length * LINE + 140;
  pen.fillStyle = '#fff';
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.strokeStyle = '#003eb3';
  pen.lineWidth = 6;
  pen.strokeRect(32, 32, WIDTH - 64, canvas.height - 64);
  pen.textBaseline = 'top';
  const write = (
    text: string,
    x: number,
    y: number,
    how: { font: string; ink?: string; align?: CanvasTextAlign },
  ) => {
    pen.font = how.font;
    pen.fillStyle = how.ink ?? '#1f1f1f';
    pen.textAlign = how.align ?? 'left';
    pen.fillText(text, x, y);
  };
  const soft = '#595959';
  write(title, WIDTH / 2, MARGIN + 10, { font: font(52, 700), align: 'center' });
  write(number, WIDTH / 2, MARGIN + 96, { font: font(28), ink: soft, align: 'center' });
  let y = MARGIN + 190;
  for (const { label, value } of table) {
    write(label, MARGIN, y, { font: font(34), ink: soft });
    value.forEach((line, at) => write(line, MARGIN + LABEL, y + at * LINE, { font: font(34) }));
    y += value.length * LINE + 24;
  }
  y += 20;
  for (const line of signed) {
    write(line, WIDTH - MARGIN, y, { font: font(34), align: 'right' });
    y += LINE;
  }
  write(foot, MARGIN, canvas.height - MARGIN - 20, { font: font(24), ink: soft });
  return canvas;
}

/** Saves a certificate as a picture on the device. */
export async function save(said: Said): Promise<void> {
  const blob = await new Promise<Blob | null>((done) => drawn(said).toBlob(done, 'image/png'));
  if (blob === null) return;
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = `${said.title}.png`;
  link.click();
  // The browser has taken it by then.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
