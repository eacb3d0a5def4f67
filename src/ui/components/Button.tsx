/** A button that keeps its place and its focus while it cannot be used. */
import type { ReactNode } from 'react';

interface ButtonProps {
  readonly onPress: () => void;
  readonly children: ReactNode;
  readonly disabled?: boolean;
  readonly look?: 'plain' | 'primary' | 'round';
  /** Where `children` are no text. */
  readonly label?: string;
}

export function Button({ onPress, children, disabled = false, look = 'plain', label }: ButtonProps) {
  return (
    <button
      type="button"
      className={look === 'plain' ? 'button' : `button button-${look}`}
      aria-disabled={disabled}
      aria-label={label}
      title={label}
      onClick={() => {
        if (!disabled) onPress();
      }}
    >
      {children}
    </button>
  );
}
