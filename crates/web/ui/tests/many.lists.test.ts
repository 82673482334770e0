// Lists that no other test fills: ten thousand of each, made up page by page of what docs/openapi.json shows of one.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { open, useUmbra } from "./harness";
import { answerMany, expectFew, MANY, padded, toEnd } from "./many";

/** What comes further than the first page comes in few answers: `many.inbox.test.ts` has pages as long as the server's. */
const FURTHER = 2_500;
let cookie = "";
let task = "";
const umbra = useUmbra({}, async (server) => {
  cookie = await server.setUp();
  await server.api("PUT", "/api/settings", { timezone: "Europe/Berlin", locale: "en-GB" }, cookie);
  const made = async (path: string, body: object) => ((await (await server.api("POST", path, body, cookie)).json()) as { id: number }).id;
  const project = await made("/api/projects", { name: "Cathedral" });
  task = `/projects/${project}/tasks/${await made(`/api/projects/${project}/tasks`, { title: "Vault" })}`;
});

interface Documents {
  components: { schemas: Record<string, { example?: object }> };
}
const { schemas } = (
  JSON.parse(readFileSync(fileURLToPath(new URL("../../../../docs/openapi.json", import.meta.url)), "utf8")) as Documents
).components;

/** One of many, by the example of its schema. */
function example(schema: string, id: number, more: object): object {
  const one = schemas[schema]?.example;
  if (!one) throw new Error(`${schema} has no example`);
  return { ...one, id: id + 1, ...more };
}

const named = (n: number) => `number-${padded(n)}`;
const when = (n: number) => new Date(Date.UTC(2026, 0, 1) - n * 60_000).toISOString();

interface Listed {
  /** Where it is shown. */
  at: string;
  /** What it is called there. */
  list: string;
  /** What it is asked for by. */
  path: string;
  /** What it is made of. */
  made: (n: number) => object;
  /** Of what is asked for beside it there is nothing. */
  none?: string;
  by?: "End";
}

const LISTS: Listed[] = [
  { at: "/admin/accounts", list: "Accounts", path: "/api/admin/users", made: (n) => example("User", n, { username: named(n) }) },
  { at: "/admin/audit", list: "Audit log", path: "/api/admin/audit-log", made: (n) => example("AuditEntry", n, { actor: named(n), at: when(n) }), by: "End" },
  { at: "/admin/deliveries", list: "Deliveries", path: "/api/admin/deliveries", made: (n) => example("AnybodysDelivery", n, { state: "failed", reason: named(n) }) },
  { at: "/inbox/deliveries", list: "Sent to your phone", path: "/api/notifications/deliveries", made: (n) => example("Delivery", n, { title: named(n) }), by: "End" },
  { at: "/inbox/reminders", list: "Reminders", path: "/api/reminders", made: (n) => example("Reminder", n, { title: named(n), next_at: when(-n) }) },
  { at: "/inbox/reminders", list: "Due now", path: "/api/reminders/due", made: (n) => example("DueReminder", n, { title: named(n), due_at: when(n) }), by: "End" },
  { at: "/inbox/invitations", list: "Your invitations", path: "/api/event-invitations", made: (n) => example("ReceivedInvitation", n, { invited_by_username: named(n), status: "accepted" }), none: "status=pending" },
  { at: "/inbox/connections", list: "Connected with", path: "/api/connections", made: (n) => example("Connection", n, { username: named(n) }), by: "End" },
  { at: "/inbox/connections", list: "Your open requests", path: "/api/connections/requests/outgoing", made: (n) => example("OutgoingConnectionRequest", n, { username: named(n) }) },
  { at: "/inbox/connections", list: "Blocked", path: "/api/connections/blocked", made: (n) => example("BlockedPerson", n, { user_id: n + 1, username: named(n) }), by: "End" },
  { at: "/projects", list: "Projects", path: "/api/projects", made: (n) => example("Project", n, { name: named(n) }) },
];

for (const { at, list, path, made, none, by = "wheel" } of LISTS) {
  test(`ten thousand of ${path} are gone through`, async () => {
    const { page } = await open(umbra(), { cookie, path: null });
    const asked = await answerMany(page, path, made, FURTHER);
    if (none) await page.route(`**${path}?${none}`, (route) => route.fulfill({ json: [] }));
    await page.goto(at);
    const rows = page.getByRole("list", { name: list, exact: true }).getByRole("listitem");
    await rows.filter({ hasText: named(0) }).waitFor();
    expect(asked()).toBe(0);
    await toEnd(page, by, rows.filter({ hasText: named(MANY - 1) }));
    await expectFew(page, rows);
    expect(asked()).toBe(MANY / FURTHER);
  });
}

test("a long list is drawn where it is once what was above it has gone", async () => {
  const { page } = await open(umbra(), { cookie, path: null });
  let due = Array.from({ length: 60 }, (_, n) => example("DueReminder", n, { title: `due-${padded(n)}`, due_at: when(n) }));
  await answerMany(page, "/api/reminders", (n) => example("Reminder", n, { title: named(n), next_at: null }), FURTHER);
  await page.route(/\/api\/reminders\/due/, (route) => route.fulfill({ json: due }));
  await page.route(/\/dismiss$/, async (route) => {
    due = [];
    await route.fulfill({ json: {} });
  });
  await page.goto("/inbox/reminders");
  const rows = page.getByRole("list", { name: "Reminders", exact: true }).getByRole("listitem");
  await rows.filter({ hasText: named(0) }).waitFor({ state: "attached" });
  await page.getByRole("list", { name: "Due now" }).getByRole("listitem").filter({ hasText: "due-00000" }).getByRole("button", { name: /^Done/ }).click();
  await page.getByRole("list", { name: "Due now" }).waitFor({ state: "detached" });
  // Without a scroll: as far down as one sees there are rows.
  const lowest = () => rows.last().evaluate((row) => row.getBoundingClientRect().bottom - innerHeight);
  await expect.poll(lowest).toBeGreaterThan(0);
  await expectFew(page, rows);
});

test("ten thousand comments on a task are gone through, and one that is changed stays wherever one scrolls", async () => {
  const { page } = await open(umbra(), { cookie, path: null, width: 600 });
  const me = (await (await umbra().api("GET", "/api/auth/me", undefined, cookie)).json()) as { id: number };
  await answerMany(page, `/api${task}/comments`, (n) => example("Comment", n, { content: named(n), created_by: me.id }), FURTHER);
  const [, project, id] = /(\d+)\/tasks\/(\d+)/.exec(task) ?? [];
  await page.goto(`/projects/${project}?task=${id}`);
  const sheet = page.getByRole("dialog", { name: "Task" });
  const rows = sheet.getByRole("list", { name: "Comments" }).getByRole("listitem");
  const row = (n: number) => rows.filter({ hasText: named(n) });
  await row(0).getByRole("button").click();
  await page.getByRole("menuitem", { name: "Edit" }).click();
  const field = rows.first().getByRole("textbox");
  await field.fill("half a thought");
  await sheet.getByRole("heading", { level: 2 }).click();
  await toEnd(page, "wheel", row(MANY - 1));
  await expectFew(page, rows);
  expect(await field.inputValue()).toBe("half a thought");
});
