/** A button that keeps its place and its focus while it cannot be used. */
import type { ReactNode } from 'react';

interface ButtonProps {
  readonly onPress: () => void;
  readonly children: ReactNode;
  readonly disabled?: boolean;
  readonly look?: 'plain' | 'primary' | 'round';
  /** Where `children` are no text. */
  readonly label?: string;
  /** Of a button that shows and hides something, which has this id. */
  readonly expanded?: boolean;
  readonly controls?: string;
}

export function Button({
  onPress,
  children,
  disabled = false,
  look = 'plain',
  label,
  expanded,
  controls,
}: ButtonProps) {
  return (
    <button
      type="button"
      className={look === 'plain' ? 'button' : `button button-${look}`}
      aria-disabled={disabled}
      aria-label={label}
      aria-expanded={expanded}
      aria-controls={expanded ? controls : undefined}
      title={look === 'round' ? label : undefined}
      onClick={() => {
        if (!disabled) onPress();
      }}
    >
      {children}
    </button>
  );
}
