// Two windows on one thing: what was written stays, the newer state is shown, and undo takes back nothing of the other one's.
import { expect, test } from "vitest";
import { today } from "../src/i18n/dates";
import { look, open, useUmbra, type Umbra } from "./harness";

let cookie = "";
const umbra = useUmbra({}, async (server: Umbra) => {
  cookie = await server.setUp("ana");
  await send("PUT", "/api/settings", { timezone: "Europe/Berlin", locale: "en" }, server);
});

async function send<T = { id: number }>(method: string, path: string, body?: unknown, server = umbra()): Promise<T> {
  const answer = await server.api(method, path, body, cookie);
  if (!answer.ok) throw new Error(`${method} ${path}: ${await answer.text()}`);
  return (answer.status === 204 ? undefined : await answer.json()) as T;
}

test("a project: one's own change on top of the other one's", async () => {
  const { id } = await send("POST", "/api/projects", { name: "Kitchen", color: "#2f8f4e" });
  const { page } = await open(umbra(), { cookie, path: `/projects/${id}` });
  await page.getByRole("button", { name: "More about this project" }).click();
  await page.getByRole("menuitem", { name: "Edit project" }).click();
  const form = page.getByRole("dialog", { name: "Edit project" });
  await form.getByLabel("Name").fill("New kitchen");
  await send("PATCH", `/api/projects/${id}`, { description: "With a window", due_date: "2030-01-01" });
  await form.getByRole("button", { name: "Save" }).click();
  await form.getByRole("alert").filter({ hasText: "Somebody changed this project meanwhile" }).waitFor();
  expect(await form.getByLabel(/^What it is for/).inputValue()).toBe("With a window");
  expect(await form.getByLabel("Name").inputValue()).toBe("New kitchen");
  await form.getByRole("button", { name: "Save" }).click();
  await form.waitFor({ state: "detached" });
  expect(await send<object>("GET", `/api/projects/${id}`)).toMatchObject({ name: "New kitchen", description: "With a window", due_date: "2030-01-01" });
});

test("a task and a comment", async () => {
  const { id: project } = await send("POST", "/api/projects", { name: "Garden" });
  const { id } = await send("POST", `/api/projects/${project}/tasks`, { title: "Dig" });
  const path = `/api/projects/${project}/tasks/${id}`;
  const said = await send("POST", `${path}/comments`, { content: "Deep enough?" });
  const { page } = await open(umbra(), { cookie, path: `/projects/${project}?task=${id}` });
  const sheet = page.getByRole("dialog", { name: "Task" });
  await sheet.getByText("Deep enough?").waitFor();
  await sheet.getByRole("button", { name: /^More about the comment/ }).click();
  await page.getByRole("menuitem", { name: "Edit" }).click();
  const own = sheet.getByRole("listitem").getByRole("textbox", { name: "Comment" });
  await own.fill("Is it deep enough?");
  await send("PATCH", `${path}/comments/${said.id}`, { content: "Deep enough for a pond?" });
  await sheet.getByRole("listitem").getByRole("button", { name: "Save" }).click();
  const told = sheet.getByRole("alert").filter({ hasText: "You changed this comment elsewhere meanwhile" });
  await told.getByText("Deep enough for a pond?").waitFor();
  expect(await own.inputValue()).toBe("Is it deep enough?");
  await sheet.getByRole("listitem").getByRole("button", { name: "Save" }).click();
  await own.waitFor({ state: "detached" });
  await sheet.getByText("Is it deep enough?").waitFor();

  await sheet.getByRole("textbox", { name: "Title" }).fill("Dig a hole");
  await send("PATCH", path, { priority: "high" });
  await sheet.getByRole("button", { name: "Save" }).last().click();
  await sheet.getByRole("alert").filter({ hasText: "Somebody changed this task meanwhile" }).waitFor();
  await sheet.getByRole("button", { name: "Keep what I wrote" }).click();
  await sheet.getByRole("button", { name: "Save" }).last().click();
  await sheet.waitFor({ state: "detached" });
  expect(await send<object>("GET", path)).toMatchObject({ title: "Dig a hole", priority: "high" });
});

test("what is allowed on the server: one's own switch stays, and what somebody else switched is said", async () => {
  const { page } = await open(umbra(), { cookie, path: "/admin/config" });
  const registration = page.getByRole("switch", { name: /^Anybody may create an account/ });
  const factor = page.getByRole("switch", { name: /^New accounts need two-factor codes/ });
  await registration.waitFor();
  const before = await send<{ allow_registration: boolean; enforce_mfa_new_users: boolean; allow_passwordless: boolean }>("GET", "/api/admin/config");
  await registration.click();
  await send("PUT", "/api/admin/config", { enforce_mfa_new_users: !before.enforce_mfa_new_users });
  await page.getByRole("button", { name: "Save" }).click();
  const told = page.getByRole("alert").filter({ hasText: "Somebody else changed the configuration meanwhile" });
  await told.waitFor();
  expect(await told.getByRole("listitem").allTextContents()).toEqual([`New accounts need two-factor codes: ${before.enforce_mfa_new_users ? "off" : "on"} now`]);
  expect([await registration.isChecked(), await factor.isChecked()]).toEqual([!before.allow_registration, !before.enforce_mfa_new_users]);
  await look(page, "config-conflict");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Saved", { exact: true }).waitFor();
  expect(await send("GET", "/api/admin/config")).toEqual({ ...before, allow_registration: !before.allow_registration, enforce_mfa_new_users: !before.enforce_mfa_new_users });
  expect(await told.count()).toBe(0);
});

test("undo takes back one's own completion, and none that another window made since", async () => {
  const due = "2030-01-01";
  const { id } = await send("POST", "/api/todos", { title: "Water the plants", due_date: due, recurrence_rule: "FREQ=DAILY" });
  const dueNow = async () => (await send<{ due_date: string }>("GET", `/api/todos/${id}`)).due_date;
  const { page } = await open(umbra(), { cookie, path: "/todos", messagesStay: true });
  const box = page.getByRole("checkbox", { name: /Water the plants/ });
  await box.click();
  await expect.poll(dueNow).toBe("2030-01-02");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect.poll(dueNow).toBe(due);
  // The page has heard of it, too.
  await page.getByText("“Water the plants” is open again").waitFor();

  await box.click();
  await expect.poll(dueNow).toBe("2030-01-02");
  await send("PATCH", `/api/todos/${id}`, { completed: true });
  await page.getByRole("button", { name: "Undo" }).last().click();
  await page.getByText("Somebody changed this meanwhile.").waitFor();
  expect(await dueNow()).toBe("2030-01-03");
});

test("what was just added isn't taken back once it was changed elsewhere", async () => {
  const { page } = await open(umbra(), { cookie, path: "/todos", messagesStay: true });
  await page.getByRole("textbox", { name: "Add a todo" }).or(page.getByRole("combobox", { name: "Add a todo" })).first().fill("Buy stamps");
  await page.keyboard.press("Enter");
  await page.getByText("Added “Buy stamps”").waitFor();
  const todos = await send<{ id: number; title: string }[]>("GET", "/api/todos");
  const { id } = todos.find(({ title }) => title === "Buy stamps")!;
  await send("PATCH", `/api/todos/${id}`, { description: "Ten of them" });
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByText("Somebody changed this meanwhile.").waitFor();
  expect(await send<object>("GET", `/api/todos/${id}`)).toMatchObject({ description: "Ten of them" });
});

test("undo on Today takes back one's own completion, and nothing that another window did since", async () => {
  const due_date = today("Europe/Berlin");
  const todo = await send("POST", "/api/todos", { title: "Call the bank", due_date });
  const project = await send("POST", "/api/projects", { name: "Move house" });
  const task = await send("POST", `/api/projects/${project.id}/tasks`, { title: "Pack the books", due_date });
  const { page } = await open(umbra(), { cookie, path: "/", messagesStay: true });
  const things = [
    { title: "Call the bank", path: `/api/todos/${todo.id}`, done: { completed: true }, change: { description: "Ask for Ms Roth" } },
    { title: "Pack the books", path: `/api/projects/${project.id}/tasks/${task.id}`, done: { status: "done" }, change: { description: "Heavy ones first" } },
  ];
  for (const [i, { title, path, done, change }] of things.entries()) {
    const box = page.getByRole("checkbox", { name: `Complete ${title}` });
    await box.click();
    await page.getByText(`Completed “${title}”`).waitFor();
    await page.getByRole("button", { name: "Undo" }).last().click();
    await expect.poll(() => box.isChecked()).toBe(false);
    await box.click();
    await box.waitFor({ state: "detached" });
    await expect.poll(() => send<object>("GET", path)).toMatchObject(done);
    await send("PATCH", path, change);
    await page.getByRole("button", { name: "Undo" }).last().click();
    await expect.poll(() => page.getByText("Somebody changed this meanwhile.").count()).toBe(i + 1);
    expect(await send<object>("GET", path)).toMatchObject({ ...done, ...change });
  }
});

test("a deleted occurrence isn't brought back over a change of its series", async () => {
  const { id } = await send("POST", "/api/events", { title: "Swimming", start: "2030-03-04T10:00", end: "2030-03-04T11:00", recurrence_rule: "FREQ=WEEKLY" });
  const { page } = await open(umbra(), { cookie, path: "/calendar?view=day&date=2030-03-11", messagesStay: true });
  const chip = page.getByRole("grid").getByRole("button", { name: /^Swimming/ });
  const remove = async () => {
    await chip.focus();
    await page.keyboard.press("Delete");
    await page.getByRole("dialog", { name: "Delete “Swimming”" }).getByRole("button", { name: "Delete" }).click();
    await chip.waitFor({ state: "detached" });
  };
  await remove();
  await page.getByRole("button", { name: "Undo" }).click();
  await chip.waitFor();
  await remove();
  await send("PATCH", `/api/events/${id}?scope=all`, { description: "With fins" });
  await page.getByRole("button", { name: "Undo" }).last().click();
  await page.getByText("Somebody changed this meanwhile.").waitFor();
  expect(await send<unknown[]>("GET", "/api/events?start=2030-03-11&end=2030-03-12")).toEqual([]);
});
