import { EmptyState } from "../../ui";
import { Page } from "../../shell/Page";
import { shellWords } from "../../shell/words";

/** Holds the place of the page. */
export default function Projects() {
  const words = shellWords.use();
  return (
    <Page title={words.pages.projects}>
      <EmptyState icon="clock" title={words.coming} />
    </Page>
  );
}
