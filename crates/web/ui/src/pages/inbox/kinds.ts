// What a notification is about: its picture, and where in the client one reads more.
import type { Schemas } from "../../api";
import { dateOf, localOf, type CivilDate } from "../../i18n";
import { links } from "../../shell/links";
import type { IconName } from "../../ui";

type Kind = Schemas["NotificationKind"];

export const ICONS: Record<Kind, IconName> = {
  connection_request: "user-plus",
  calendar_share: "share",
  project_share: "share",
  event_invitation: "calendar-plus",
  invitation_response: "calendar",
  task_assigned: "project",
  comment: "comment",
  mention: "comment",
  reminder: "bell",
  todo_due: "todo",
  task_due: "project",
  birthday: "cake",
  digest: "inbox",
  security: "lock",
};

/** Tells of what is due, and can be told again later. A reminder is snoozed where the reminders are. */
export const isDue = (kind: Kind): boolean => kind === "todo_due" || kind === "task_due";

interface About {
  kind: string;
  /** A path of the API; missing when one may not see it any more. */
  path?: string | null;
  subject?: { type: string; id: number; recurrence_id?: string | null } | null;
}

/** The page that shows what a notification or a delivery is about; nothing if there is none. */
export function hrefOf({ kind, path, subject }: About, today: CivilDate): string | undefined {
  if (kind === "security") return "/settings/security";
  if (kind === "connection_request") return "/inbox/connections";
  if (kind === "calendar_share") return "/inbox/invitations";
  const project = /^\/api\/projects\/(\d+)(?:\/tasks\/(\d+))?/.exec(path ?? "");
  if (project) return project[2] ? links.task(Number(project[1]), Number(project[2])) : links.project(Number(project[1]));
  if (!subject) return undefined;
  const { type, id, recurrence_id } = subject;
  switch (type) {
    case "event":
      return links.event(id, recurrence_id ? dateOf(recurrence_id) : today, recurrence_id);
    case "reminder":
      return "/inbox/reminders";
    case "todo":
      return links.todo(id);
    case "person":
      return links.person(id);
    case "project":
      return links.project(id);
    case "connection":
      return "/inbox/connections";
    default:
      return undefined;
  }
}

/** Things with a heading before those of each new group, as `List` takes them. */
export type Grouped<T> = { heading: string; key: string } | { item: T };

export function grouped<T>(items: readonly T[], groupOf: (item: T) => string, headingOf = (group: string) => group): Grouped<T>[] {
  const rows: Grouped<T>[] = [];
  let last: string | undefined;
  for (const item of items) {
    const group = groupOf(item);
    if (group !== last) rows.push({ heading: headingOf(group), key: `${group} ${rows.length}` });
    last = group;
    rows.push({ item });
  }
  return rows;
}

/** Tells the days of instants in a zone, each found out once: with each page that comes a list is grouped anew. */
export function daysIn(zone: string): (instant: string) => CivilDate {
  const known = new Map<string, CivilDate>();
  return (instant) => {
    let day = known.get(instant);
    if (!day) known.set(instant, (day = dateOf(localOf(instant, zone))));
    return day;
  };
}
