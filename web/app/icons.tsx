const PATHS = {
  play: 'M7 4.5v15l12-7.5z',
  pause: 'M7 5h4v14H7zM13.5 5h4v14h-4z',
  stepBack: 'M15 5v14L6 12z',
  stepForward: 'M9 5v14l9-7z',
  first: 'M6 5h2.5v14H6zM19 5v14l-9-7z',
  last: 'M15.5 5H18v14h-2.5zM5 5v14l9-7z',
  eventBack: 'M20 5v14l-7-7zM12 5v14l-7-7z',
  eventForward: 'M4 5v14l7-7zM12 5v14l7-7z',
  sun: 'M12 7a5 5 0 100 10 5 5 0 000-10zM11 1h2v4h-2zM11 19h2v4h-2zM1 11h4v2H1zM19 11h4v2h-4z',
  moon: 'M20 14.5A8.5 8.5 0 119.5 4a7 7 0 0010.500 10.500z',
  link: 'M10.600 13.400a1 1 0 001.400 0l4-4a3 3 0 00-4.200-4.200l-1.500 1.500 1.400 1.400 1.500-1.500a1 1 0 011.400 1.400l-4 4a1 1 0 000 1.400zM13.400 10.600a1 1 0 00-1.400 0l-4 4a3 3 0 004.200 4.200l1.500-1.500-1.400-1.400-1.500 1.500a1 1 0 01-1.400-1.400l4-4a1 1 0 000-1.400z',
  open: 'M3 6a2 2 0 012-2h5l2 2h7a2 2 0 012 2v10a2 2 0 01-2 2H5a2 2 0 01-2-2z',
  gauge: 'M12 4a9 9 0 00-9 9c0 2.200.8 4.200 2.100 5.800h13.800A9 9 0 0012 4zm1 10.500l-2.200-.8 5.200-5z',
  keyboard:
    'M3 6h18v12H3zM6 9v1.500h1.500V9zm3.500 0v1.500H11V9zM13 9v1.500h1.500V9zm3.500 0v1.500H18V9zM7 13.500V15h10v-1.500z',
  check: 'M9.500 16.200L5.300 12l-1.600 1.600 5.800 5.800L21 7.900l-1.600-1.600z',
  cross:
    'M18.300 7.100l-1.400-1.400L12 10.600 7.100 5.700 5.700 7.100l4.900 4.900-4.900 4.900 1.400 1.400 4.900-4.900 4.900 4.900 1.400-1.400-4.900-4.900z',
  pin: 'M12 2a6 6 0 00-6 6c0 4.500 6 13 6 13s6-8.500 6-13a6 6 0 00-6-6zm0 8.500A2.500 2.500 0 1112 5.500a2.500 2.500 0 010 5z',
} as const;

export type IconName = keyof typeof PATHS;

/** Drawn in the text colour, hidden from screen readers: the text beside it has the meaning. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}

interface IconButtonProps {
  readonly icon: IconName;
  readonly label: string;
  readonly onClick: () => void;
  readonly pressed?: boolean;
  readonly disabled?: boolean;
  readonly class?: string;
  /** The key that does the same. */
  readonly keys?: string;
}

export function IconButton({
  icon,
  label,
  onClick,
  pressed,
  disabled,
  keys,
  class: extra = '',
}: IconButtonProps) {
  return (
    <button
      type="button"
      class={`icon-button ${extra}`}
      aria-label={label}
      title={keys === undefined ? label : `${label} (${keys})`}
      aria-pressed={pressed}
      disabled={disabled}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}
