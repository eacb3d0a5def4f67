/** The page's drawings. All are decoration: names stand beside them as text. */
const line = {
  fill: 'none',
  stroke: 'currentColor',
  strokeWidth: 1.75,
  strokeLinecap: 'round',
  strokeLinejoin: 'round',
} as const;

/** A ball above a stretched mat. */
export const Mark = () => (
  <svg viewBox="0 0 32 32" aria-hidden="true">
    <circle cx="16" cy="7.5" r="4.5" fill="var(--accent)" />
    <path d="M3 18.5q13 9 26 0" {...line} strokeWidth={3} />
    <path d="M7 21.5v7M25 21.5v7" {...line} strokeWidth={2.5} />
  </svg>
);

export const RunIcon = () => (
  <svg viewBox="0 0 16 16" aria-hidden="true">
    <path d="M4.5 2.8v10.4L13 8z" fill="currentColor" />
  </svg>
);

export const PauseIcon = () => (
  <svg viewBox="0 0 16 16" aria-hidden="true">
    <path d="M4 3h2.6v10H4zM9.4 3H12v10H9.4z" fill="currentColor" />
  </svg>
);

export const StepIcon = () => (
  <svg viewBox="0 0 16 16" aria-hidden="true">
    <path d="M3 3.2v9.6L9.8 8zM11 3h2v10h-2z" fill="currentColor" />
  </svg>
);

export const StepBackIcon = () => (
  <svg viewBox="0 0 16 16" aria-hidden="true">
    <path d="M13 3.2v9.6L6.2 8zM3 3h2v10H3z" fill="currentColor" />
  </svg>
);

export const ResetIcon = () => (
  <svg viewBox="0 0 16 16" aria-hidden="true">
    <path d="M3 8a5 5 0 1 0 1.6-3.7M4.3 1.8v2.8h2.8" {...line} />
  </svg>
);

export const ShareIcon = () => (
  <svg viewBox="0 0 16 16" aria-hidden="true">
    <path d="M8 9.5v-7M5.2 4.8 8 2l2.8 2.8M3.5 8v5.5h9V8" {...line} />
  </svg>
);

export const FileIcon = () => (
  <svg viewBox="0 0 16 16" aria-hidden="true">
    <path d="M2 12.5v-9h4.2l1.6 1.8H14v7.2z" {...line} strokeWidth={1.5} />
  </svg>
);

export const HelpIcon = () => (
  <svg viewBox="0 0 16 16" aria-hidden="true">
    <path d="M5.6 5.8a2.4 2.4 0 1 1 3.5 2.1c-.8.4-1.1.8-1.1 1.6M8 12.2v.1" {...line} />
  </svg>
);
