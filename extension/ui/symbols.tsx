import type { ComponentChildren } from 'preact';

interface SymbolProps {
  readonly size?: number;
}

/** Drawn in the colour of the text around it; a name beside it says the same for those who do not see it. */
function Symbol16({ size = 16, children }: SymbolProps & { readonly children: ComponentChildren }) {
  return (
    <svg
      class="symbol"
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      stroke-width="1.75"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {children}
    </svg>
  );
}

export const CheckSymbol = (props: SymbolProps) => (
  <Symbol16 {...props}>
    <path d="M3.5 8.5 6.5 11.5 12.5 4.5" />
  </Symbol16>
);

export const AttentionSymbol = (props: SymbolProps) => (
  <Symbol16 {...props}>
    <path d="M8 3.5V9M8 12.2V12.3" stroke-width="2.1" />
  </Symbol16>
);

export const PauseSymbol = (props: SymbolProps) => (
  <Symbol16 {...props}>
    <path d="M5.8 4V12M10.2 4V12" />
  </Symbol16>
);

export const PlaySymbol = (props: SymbolProps) => (
  <Symbol16 {...props}>
    <path d="M5.5 3.8V12.2L12 8Z" />
  </Symbol16>
);

export const SyncSymbol = (props: SymbolProps) => (
  <Symbol16 {...props}>
    <path d="M13 6.5A5.3 5.3 0 0 0 3.6 5.2M3 9.5A5.3 5.3 0 0 0 12.4 10.8" />
    <path d="M3.4 2.4V5.4H6.4M12.6 13.6V10.6H9.6" />
  </Symbol16>
);

export const OutsideSymbol = (props: SymbolProps) => (
  <Symbol16 {...props}>
    <path d="M6 10 12.5 3.5M8.5 3.5H12.5V7.5M6 4H4.5A1 1 0 0 0 3.5 5V11.5A1 1 0 0 0 4.5 12.5H11A1 1 0 0 0 12 11.5V10" />
  </Symbol16>
);

export const ListSymbol = (props: SymbolProps) => (
  <Symbol16 {...props}>
    <path d="M6 4H13M6 8H13M6 12H13M3 4H3.1M3 8H3.1M3 12H3.1" />
  </Symbol16>
);

export const GearSymbol = (props: SymbolProps) => (
  <Symbol16 {...props}>
    <path d="M2.5 5H6.5M10.5 5H13.5M2.5 11H5.5M9.5 11H13.5" />
    <circle cx="8.5" cy="5" r="1.9" />
    <circle cx="7.5" cy="11" r="1.9" />
  </Symbol16>
);

export const LinkSymbol = (props: SymbolProps) => (
  <Symbol16 {...props}>
    <path d="M6.8 9.2 9.2 6.8M7.2 4.8 8.6 3.4A2.8 2.8 0 0 1 12.6 7.4L11.2 8.8M8.8 11.2 7.4 12.6A2.8 2.8 0 0 1 3.4 8.6L4.8 7.2" />
  </Symbol16>
);

/** The product's mark, as in the toolbar. */
export const BridgeMark = ({ size = 22 }: SymbolProps) => (
  <svg width={size} height={size} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
    <rect width="16" height="16" rx="3.5" fill="#0d6f84" />
    <g fill="none" stroke-linecap="round">
      <path d="M4.5 4C5.2 9.6 10.8 9.6 11.5 4" stroke="#9ff0e6" stroke-width="1.2" />
      <path d="M2 10.5H14M4.5 4V13M11.5 4V13" stroke="#fff" stroke-width="1.5" />
    </g>
  </svg>
);
