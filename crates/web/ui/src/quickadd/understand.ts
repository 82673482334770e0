import { addDays, dateOf, describeRule, minutesOf, ofMinutes, timeOf, type CivilDate, type Language } from "../i18n";
import { findWhen, type FoundWhen } from "./chrono";
import { findRule, firstOf, type FoundRule } from "./rules";

export type PartKind = "when" | "rule" | "duration" | "priority" | "category";

/** A part of the text that means something. */
export interface Part {
  kind: PartKind;
  text: string;
  /** Names it among what was taken back. */
  key: string;
}

export interface Understood {
  kind: "todo" | "event";
  title: string;
  date: CivilDate | null;
  /** `HH:MM`; none for a whole day. */
  time: string | null;
  /** Of an event: the last day of whole days, or the day of its end. */
  endDate: CivilDate | null;
  endTime: string | null;
  rule: string | null;
  /** The rule in words; it is said here because the words come with the parser. */
  ruleText: string;
  priority: "none" | "low" | "medium" | "high";
  category: string | null;
  parts: Part[];
}

export interface Asked {
  /** What the account's clock shows: `YYYY-MM-DDTHH:MM:SS`. */
  now: string;
  language: Language;
  /** The keys of parts that were taken back. */
  ignored?: ReadonlySet<string>;
  /** What it is to be, whatever the text seems to say. */
  kind?: "todo" | "event" | undefined;
}

/** Fills the place of what is used up, so that nothing else is found there. No pattern has it. */
const GONE = "\ue000";

const PRIORITIES = { high: "high", hoch: "high", wichtig: "high", "1": "high", medium: "medium", mittel: "medium", "2": "medium", low: "low", niedrig: "low", "3": "low" } as const;

const DURATION: Record<Language, RegExp> = {
  en: /(?<=^|\s)for (\d+(?:[.,]\d+)?|an?|half an|one|two|three) ?(h|hours?|hrs?|m|mins?|minutes?)(?=\s|$)/i,
  de: /(?<=^|\s)(?:für )?(\d+(?:[.,]\d+)?|eine|einer?|eine halbe|zwei|drei) ?(h|std\.?|stunden?|min\.?|minuten?)(?: lang)(?=\s|$)|(?<=^|\s)für (\d+(?:[.,]\d+)?|eine|eine halbe|zwei|drei) ?(h|std\.?|stunden?|min\.?|minuten?)(?=\s|$)/i,
};
const AMOUNTS: Record<string, number> = { a: 1, an: 1, one: 1, eine: 1, einer: 1, "half an": 0.5, "eine halbe": 0.5, two: 2, zwei: 2, three: 3, drei: 3 };

/** Words that only lead to what follows them, and have no meaning in the title once that is gone. */
const LEADS = /(?<=^|\s)(?:at|on|by|due|from|starting|this|um|am|ab|bis|zum|vom|fällig|den)\s*$/i;

/**
 * Understands a line: "dentist tomorrow 3pm", "Müll rausbringen jeden Montag". Dates and recurrences are read in the
 * account's language and, if it knows none, in the other one. Everything that was understood is a part that can be taken
 * back; the rest is the title.
 */
export function understand(text: string, asked: Asked): Understood {
  const { now, ignored } = asked;
  const today = dateOf(now);
  let work = text;
  const parts: Part[] = [];
  const cuts: [number, number][] = [];

  const fill = (start: number, end: number) => (work = work.slice(0, start) + GONE.repeat(end - start) + work.slice(end));
  /** Uses up a part, unless it was taken back: then it stays a word of the title. */
  function take(kind: PartKind, start: number, end: number): boolean {
    const said = text.slice(start, end);
    const key = `${kind}:${said.toLowerCase()}`;
    fill(start, end);
    if (ignored?.has(key)) return false;
    parts.push({ kind, text: said, key });
    cuts.push([start, end]);
    return true;
  }

  let priority: Understood["priority"] = "none";
  const bang = /(?<=^|\s)!(high|hoch|wichtig|medium|mittel|low|niedrig|[123])(?=\s|$)/i.exec(work);
  if (bang && take("priority", bang.index, bang.index + bang[0].length)) priority = PRIORITIES[bang[1]!.toLowerCase() as keyof typeof PRIORITIES];

  let category: string | null = null;
  const tag = /(?<=^|\s)#([\p{L}\p{N}][\p{L}\p{N}_-]*)(?=\s|$)/u.exec(work);
  if (tag && take("category", tag.index, tag.index + tag[0].length)) category = tag[1]!;

  const spoken: Language[] = asked.language === "de" ? ["de", "en"] : ["en", "de"];

  let minutes: number | null = null;
  for (const one of spoken) {
    const source: string = work;
    const found: RegExpExecArray | null = minutes === null ? DURATION[one].exec(source) : null;
    if (!found) continue;
    const amount = (found[1] ?? found[3] ?? "").toLowerCase();
    const value = AMOUNTS[amount] ?? Number(amount.replace(",", "."));
    const isHours = /^(h|std|stu)/i.test(found[2] ?? found[4] ?? "");
    if (value > 0 && take("duration", found.index, found.index + found[0].length)) minutes = Math.round(value * (isHours ? 60 : 1));
  }

  let rule: string | null = null;
  for (const one of spoken) {
    const found: FoundRule | null = rule ? null : findRule(work, one);
    if (found && take("rule", found.start, found.end)) rule = found.rule;
  }

  let date: CivilDate | null = null;
  let time: string | null = null;
  let endDate: CivilDate | null = null;
  let endTime: string | null = null;
  const [mine, other] = spoken.map((one) => findWhen(work, now, one)) as [FoundWhen[], FoundWhen[]];
  const hasDate = (all: FoundWhen[]) => all.some((found) => found.date);
  // The other language is asked where one's own knows no date: "dentist tomorrow 3pm" among Germans.
  for (const found of mine.length === 0 || (!hasDate(mine) && hasDate(other)) ? other : mine) {
    // The first date and the first time count; what names neither anew stays in the title.
    if ((!found.date || date) && (!found.time || time)) continue;
    if (!take("when", found.start, found.end)) continue;
    ({ date, time, endDate, endTime } = merge({ date, time, endDate, endTime }, found));
  }

  if (rule && !date) {
    date = firstOf(rule, today);
    if (time && date === today && time <= timeOf(now)) date = firstOf(rule, addDays(today, 1));
  }
  // A time that has passed today is meant for tomorrow.
  if (time && !date) date = time > timeOf(now) ? today : addDays(today, 1);

  const kind = asked.kind ?? ((time && priority === "none") || (endDate && endDate !== date) || minutes ? "event" : "todo");
  if (kind === "event") {
    date ??= today;
    if (minutes && time) endTime = null;
    if (time && !endTime) {
      const total = minutesOf(time) + (minutes ?? 60);
      endTime = ofMinutes(total);
      endDate = addDays(date, Math.floor(total / 1440));
    } else if (time && endTime) {
      endDate ??= date;
      if (endDate === date && endTime <= time) endDate = addDays(date, 1);
    }
  }
  return { kind, title: titleOf(text, cuts), date, time, endDate, endTime, rule, ruleText: rule ? describeRule(rule) : "", priority, category, parts };
}

type When = Pick<Understood, "date" | "time" | "endDate" | "endTime">;

function merge(known: When, found: FoundWhen): When {
  return {
    date: known.date ?? found.date,
    time: known.time ?? found.time,
    endDate: known.endDate ?? found.endDate,
    endTime: known.endTime ?? found.endTime,
  };
}

/** What is left without the parts that were used up, and without the words that only led to them. */
function titleOf(text: string, cuts: [number, number][]): string {
  let title = "";
  let at = 0;
  for (const [start, end] of cuts.sort((a, b) => a[0] - b[0])) {
    title += text.slice(at, start).replace(LEADS, "");
    at = end;
  }
  title += text.slice(at);
  return title.replace(/\s+/g, " ").replace(/^[\s,;:–-]+|[\s,;:–-]+$/g, "").trim();
}
