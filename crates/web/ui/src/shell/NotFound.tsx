import { ButtonLink, EmptyState } from "../ui";
import { Page } from "./Page";
import { shellWords } from "./words";

/** Nothing is at this address. Pages show it, too, for a thing that is 404. */
export function NotFound() {
  const words = shellWords.use().notFound;
  return (
    <Page title={words.title} width="narrow">
      <EmptyState icon="search" title={words.nothing} action={<ButtonLink href="/" variant="primary">{words.home}</ButtonLink>}>
        {words.text}
      </EmptyState>
    </Page>
  );
}
