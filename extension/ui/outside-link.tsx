import type { ComponentChildren } from 'preact';
import { OutsideSymbol } from './symbols.tsx';
import { webAddress } from './web-address.ts';

interface OutsideLinkProps {
  readonly to: string | null | undefined;
  readonly children: ComponentChildren;
  /** What it is called where the words alone do not say where it leads. */
  readonly label?: string;
}

/** A link to a page of the CRM, in a tab of its own; nothing at all where the address is not one of the web. */
export function OutsideLink({ to, children, label }: OutsideLinkProps) {
  const address = webAddress(to);
  if (address === null) return null;
  return (
    <a class="outside-link" href={address} target="_blank" rel="noreferrer noopener" aria-label={label} title={address}>
      {children}
      <OutsideSymbol size={13} />
    </a>
  );
}
