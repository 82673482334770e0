import { formatDate, today } from "../../i18n";
import { nameOfMe, Page } from "../../shell";

/** The day: what is due, what happens, and what comes next. */
export default function Today() {
  return (
    <Page title={formatDate(today(), "long-day")}>
      <p>{nameOfMe()}</p>
    </Page>
  );
}
