import { Component, type ComponentChildren } from "preact";
import { Button, EmptyState } from "../ui";
import { shellWords } from "./words";

interface Props {
  /** When it changes, there is another page, and a new chance. */
  page: string;
  children: ComponentChildren;
}

/** Catches what a page throws, so that the navigation stays. */
export class Boundary extends Component<Props, { error: unknown }> {
  override state = { error: undefined as unknown };

  static override getDerivedStateFromError(error: unknown) {
    return { error: error ?? true };
  }

  override componentDidCatch(error: unknown) {
    console.error(error);
  }

  override componentDidUpdate(before: Props) {
    if (before.page !== this.props.page && this.state.error) this.setState({ error: undefined });
  }

  override render() {
    return this.state.error ? <Broken /> : this.props.children;
  }
}

/** A page that stopped, or whose files are gone because the server was updated. */
export function Broken({ update }: { update?: boolean }) {
  const words = shellWords.use().broken;
  return (
    <div role="alert">
      <EmptyState
        icon="warning"
        title={words.title}
        action={
          <Button variant="primary" icon="refresh" onClick={() => location.reload()}>
            {words.reload}
          </Button>
        }
      >
        {update && `${words.update} `}
        {words.text}
      </EmptyState>
    </div>
  );
}
