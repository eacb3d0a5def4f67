/** Keeps what breaks, or cannot be fetched, from taking the page with it: says so in its place. */
import { Component, type ReactNode } from 'react';

interface BoundaryProps {
  /** Such as `The panel "TLB"`. */
  readonly what: string;
  readonly children: ReactNode;
}

export class Boundary extends Component<BoundaryProps, { readonly error: unknown }> {
  override state: { readonly error: unknown } = { error: undefined };

  static getDerivedStateFromError(error: unknown): { readonly error: unknown } {
    return { error };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    const why = error instanceof Error ? error.message : '';
    return (
      <p role="alert">
        {this.props.what} cannot be shown; look at the connection, and reload this page. <small>{why}</small>
      </p>
    );
  }
}
