export interface Told {
  name: string;
  value: string;
  note?: string | undefined;
}

/** What a reader wants to know first, in large letters. */
export function Cards({ told }: { told: readonly Told[] }) {
  return (
    <ul className="sim-cards is-dense">
      {told.map(({ name, value, note }) => (
        <li key={name} className="sim-figure">
          <div className="sim-figure-name">{name}</div>
          <div className="sim-figure-value">{value}</div>
          {note ? <div className="sim-figure-note">{note}</div> : null}
        </li>
      ))}
    </ul>
  );
}
