import type { Schemas } from "../../../api";

type Template = Schemas["EventTemplate"];

/** What the form of a template holds. */
export interface TemplateDraft {
  name: string;
  title: string;
  calendar: number | null;
  allDay: boolean;
  /** `null`: at nine, or whenever one says when it is used. */
  time: string | null;
  /** `null` while what was written is no length. */
  minutes: number | null;
  rule: string | null;
  place: string;
  notes: string;
  reminders: number[];
  color: string | null;
  starred: boolean;
}

/** The form of a template as it is, or of a new one. */
export function draftOf(template?: Template): TemplateDraft {
  return {
    name: template?.name ?? "",
    title: template?.title ?? "",
    calendar: template?.calendar_id ?? null,
    allDay: template?.all_day ?? false,
    time: template?.start_time?.slice(0, 5) ?? null,
    minutes: template?.duration_minutes ?? 60,
    rule: template?.recurrence_rule ?? null,
    place: template?.location_text ?? "",
    notes: template?.description ?? "",
    reminders: template?.reminders ?? [],
    color: template?.color ?? null,
    starred: template?.is_starred ?? false,
  };
}

/** All of it as it is sent; a template without a name of its own is called as its events are. */
export function templateBody(draft: TemplateDraft): Schemas["CreateEventTemplate"] {
  return {
    name: (draft.name.trim() || draft.title.trim()).slice(0, 100),
    title: draft.title.trim(),
    calendar_id: draft.calendar,
    all_day: draft.allDay,
    start_time: draft.allDay ? null : draft.time,
    duration_minutes: draft.minutes,
    recurrence_rule: draft.rule,
    location_text: draft.place.trim() || null,
    description: draft.notes.trim() ? draft.notes : null,
    reminders: draft.reminders,
    color: draft.color,
    is_starred: draft.starred,
  };
}

/** What differs, as a body. */
export function templateChanges(before: TemplateDraft, after: TemplateDraft): Schemas["UpdateEventTemplate"] {
  const [a, b] = [templateBody(before), templateBody(after)];
  return Object.fromEntries(Object.entries(b).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(a[key as keyof typeof a])));
}

/** Whole days or times: a length that makes no sense there becomes the usual one. */
export function withAllDay(draft: TemplateDraft, allDay: boolean): TemplateDraft {
  const minutes = draft.minutes ?? 60;
  if (allDay) return { ...draft, allDay, minutes: Math.max(1, Math.ceil(minutes / 1440)) * 1440 };
  return { ...draft, allDay, minutes: minutes % 1440 === 0 ? 60 : minutes };
}
