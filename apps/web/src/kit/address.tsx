import { Fragment } from 'react';

const ADDRESS = /\S+@\S+/g;
/** A part with hyphens is kept whole where it surely has room: at its end is the better place. */
const ROOMY = 20;
/** Stands where a line may end; never shown, and not in what is copied. */
const MAY_BREAK = '\u200B';

/** A text in which email addresses go on in the next line after @ or a dot: a break inside a word reads like a typo. */
export function Address({ children }: { children: string }) {
  const marked = children.replaceAll(ADDRESS, (address) => address.replaceAll(/[@.]/g, `$&${MAY_BREAK}`));
  return marked.split(MAY_BREAK).map((piece, index) => (
    <Fragment key={index}>
      {index > 0 && <wbr />}
      {piece.includes('-') && piece.length <= ROOMY ? <span className="whole">{piece}</span> : piece}
    </Fragment>
  ));
}
