import { EmptyState } from "../../ui";
import { Page } from "../../shell/Page";
import { shellWords } from "../../shell/words";

/** Holds the place of the page. */
export default function Settings() {
  const words = shellWords.use();
  return (
    <Page title={words.pages.settings}>
      <EmptyState icon="clock" title={words.coming} />
    </Page>
  );
}
