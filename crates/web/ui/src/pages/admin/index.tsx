import { EmptyState } from "../../ui";
import { Page } from "../../shell/Page";
import { shellWords } from "../../shell/words";

/** Holds the place of the page. */
export default function Admin() {
  const words = shellWords.use();
  return (
    <Page title={words.pages.admin}>
      <EmptyState icon="clock" title={words.coming} />
    </Page>
  );
}
