import { EmptyState } from "../../ui";
import { Page } from "../../shell/Page";
import { shellWords } from "../../shell/words";

/** Holds the place of the page. */
export default function People() {
  const words = shellWords.use();
  return (
    <Page title={words.pages.people}>
      <EmptyState icon="clock" title={words.coming} />
    </Page>
  );
}
