import { Component, type ReactNode } from 'react';
import { Failure } from '../parts/Loaded';

/** Catches what breaks while a page is drawn, so that nobody is left before an empty one; another page begins anew. */
export class Boundary extends Component<{ at: string; children: ReactNode }, { error: unknown; at: string }> {
  override state = { error: undefined as unknown, at: this.props.at };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  static getDerivedStateFromProps(props: { at: string }, state: { at: string }) {
    return props.at === state.at ? null : { at: props.at, error: undefined };
  }

  override render() {
    if (this.state.error === undefined) return this.props.children;
    return <Failure error={this.state.error} again={() => window.location.reload()} />;
  }
}
