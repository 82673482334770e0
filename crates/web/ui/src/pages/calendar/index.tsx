import { EmptyState } from "../../ui";
import { Page } from "../../shell/Page";
import { shellWords } from "../../shell/words";

/** Holds the place of the page. */
export default function Calendar() {
  const words = shellWords.use();
  return (
    <Page title={words.pages.calendar}>
      <EmptyState icon="clock" title={words.coming} />
    </Page>
  );
}
