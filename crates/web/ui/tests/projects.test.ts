// Projects: made, worked on as a list and a board, shared; by mouse, by keyboard alone, and for those who may only look.
import { expect, test } from "vitest";
import { expectHeading, look, open, tabTo, useUmbra } from "./harness";
import { agree, answer, choose, chosen, enter, expectFocus, pick, writeChoice } from "./keys";
import { connect, register } from "./lock";

let ana = "";
let ben = "";
const ids = { project: 0, ben: 0 };
const umbra = useUmbra({}, async (server) => {
  const json = async (answer: Promise<Response>) => (await answer).json() as Promise<Record<string, never>>;
  ana = await server.setUp();
  await server.api("PUT", "/api/admin/config", { allow_registration: true }, ana);
  ben = await register(server, "ben");
  for (const cookie of [ana, ben]) await server.api("PUT", "/api/settings", { timezone: "Europe/Berlin", locale: "en-GB" }, cookie);
  await connect(server, ana, "ben", ben);
  ids.ben = (await json(server.api("GET", "/api/auth/me", undefined, ben))).id!;
  ids.project = (await json(server.api("POST", "/api/projects", { name: "Kitchen", color: "#2f8f4e", due_date: "2030-01-01" }, ana))).id!;
  const tasks = `/api/projects/${ids.project}/tasks`;
  const plan = (await json(server.api("POST", tasks, { title: "Draw the plan", priority: "high", due_date: "2029-12-01" }, ana))).id!;
  await server.api("POST", tasks, { title: "Measure", parent_task_id: plan }, ana);
  await server.api("POST", tasks, { title: "Order", depends_on: [plan] }, ana);
  await server.api("POST", tasks, { title: "Paint", status: "in_progress", assignee_ids: [] }, ana);
});

async function tasks(): Promise<{ id: number; title: string; status: string; sort_order: number }[]> {
  return (await (await umbra().api("GET", `/api/projects/${ids.project}/tasks`, undefined, ana)).json()) as never;
}
const statusOf = async (title: string) => (await tasks()).find((task) => task.title === title)?.status;

test("by mouse: a project is made, gets a task, a comment and a member, and goes", async () => {
  const { page } = await open(umbra(), { cookie: ana, path: "/projects" });
  await page.getByRole("link", { name: "Kitchen" }).waitFor();
  await page.getByText("0 of 4 done").waitFor();
  await page.getByRole("button", { name: "New project" }).click();
  await page.getByLabel("Name").fill("Garden");
  await page.getByRole("button", { name: "Create project" }).click();
  await page.getByRole("heading", { level: 1, name: "Garden" }).waitFor();
  await page.getByRole("textbox", { name: "Add a task" }).fill("Dig");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await page.getByRole("button", { name: /^Dig/ }).click();
  const sheet = page.getByRole("dialog", { name: "Task" });
  await sheet.getByRole("textbox", { name: "Comment" }).fill("Deep enough?");
  await sheet.getByRole("button", { name: "Send" }).click();
  await sheet.getByText("Deep enough?").waitFor();
  await sheet.getByRole("textbox", { name: "Add a part" }).fill("Find the spade");
  await sheet.getByRole("textbox", { name: "Add a part" }).press("Enter");
  await sheet.getByRole("button", { name: "Find the spade" }).waitFor();
  await sheet.getByRole("button", { name: "Close" }).last().click();
  await page.getByRole("button", { name: "Only you" }).click();
  const people = page.getByRole("dialog", { name: "Members" });
  await people.getByLabel("Person").selectOption({ label: "ben" });
  await people.getByRole("button", { name: "Add", exact: true }).click();
  await people.getByText("@ben").waitFor();
  expect(await people.getByRole("link", { name: "Connect with people" }).getAttribute("href")).toBe("/inbox/connections");
  await look(page, "project-members");
  await people.getByRole("button", { name: "Remove ben" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Remove" }).click();
  await people.getByText("@ben").waitFor({ state: "detached" });
  await people.getByRole("button", { name: "Close" }).last().click();
  await people.waitFor({ state: "detached" });
  await page.getByRole("button", { name: "More about this project" }).click();
  await page.getByRole("menuitem", { name: "Delete project" }).click();
  await page.getByRole("alertdialog", { name: "Delete “Garden”?" }).getByRole("button", { name: "Delete project" }).click();
  await page.getByRole("heading", { level: 1, name: "Projects" }).waitFor();
  await page.getByRole("link", { name: "Kitchen" }).waitFor();
  await page.getByRole("link", { name: "Garden" }).waitFor({ state: "detached" });
  await look(page, "projects");
});

test("by mouse: a card is dragged to another column, to its place there", async () => {
  const { page } = await open(umbra(), { cookie: ana, path: `/projects/${ids.project}?view=board`, width: 1600 });
  const card = page.locator("[data-card]", { hasText: "Order" });
  const column = page.locator("[data-column=in_progress]");
  await card.waitFor();
  await card.hover();
  await page.mouse.down();
  const box = (await column.locator("[data-card]").first().boundingBox())!;
  await page.mouse.move(box.x + 40, box.y + 40, { steps: 5 });
  await page.mouse.move(box.x + 40, box.y + 4, { steps: 5 });
  await page.mouse.up();
  await column.getByText("Order").waitFor();
  await expect.poll(() => statusOf("Order")).toBe("in_progress");
  // Above the one that was there.
  await expect
    .poll(async () => (await tasks()).filter(({ status }) => status === "in_progress").map(({ title }) => title))
    .toEqual(["Order", "Paint"]);
  await page.getByText("Waits for Draw the plan").waitFor();
  await look(page, "project-board");
});

test("by keyboard alone: cards are moved on the board, and tasks done and put in order in the list", async () => {
  const { page } = await open(umbra(), { cookie: ana, path: `/projects/${ids.project}?view=board`, messagesStay: true });
  await page.locator("[data-card]", { hasText: "Paint" }).waitFor();
  const focused = () => page.evaluate(() => document.activeElement?.closest("[data-card], [data-todo]")?.textContent ?? "");
  await tabTo(page, /^Paint/);
  await page.keyboard.press("Shift+ArrowRight");
  await expect.poll(() => statusOf("Paint")).toBe("blocked");
  await expect.poll(focused).toContain("Paint");
  await page.keyboard.press("Shift+ArrowLeft");
  await expect.poll(() => statusOf("Paint")).toBe("in_progress");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog", { name: "Task" }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog", { name: "Task" }).waitFor({ state: "detached" });

  await page.goto(`/projects/${ids.project}`);
  await page.locator("[data-todo]", { hasText: "Paint" }).waitFor();
  await page.keyboard.press("j");
  expect(await focused()).toContain("Draw the plan");
  await page.keyboard.press("Shift+ArrowDown");
  await expect.poll(async () => (await tasks()).map(({ title }) => title).indexOf("Draw the plan")).toBeGreaterThan(1);
  await expect.poll(focused).toContain("Draw the plan");
  await page.keyboard.press("x");
  await expect.poll(() => statusOf("Draw the plan")).toBe("done");
  await page.getByText("“Draw the plan” is done").waitFor();
  await page.keyboard.press("Control+z");
  await expect.poll(() => statusOf("Draw the plan")).toBe("todo");
});

test("a task that is done while further ones are on their way stays done", async () => {
  const list = `/api/projects/${ids.project}/tasks`;
  const { page, asked } = await open(umbra(), { cookie: ana, path: null, messagesStay: true });
  // The further ones are none, and the first time they come late.
  let come = () => {};
  const late = new Promise<void>((resolve) => (come = resolve));
  let reads = 0;
  await page.route((url) => url.pathname === list, async (route) => {
    if (route.request().method() !== "GET") return route.fallback();
    if (new URL(route.request().url()).searchParams.has("cursor")) {
      if (reads === 1) await late;
      // The page has given up what came late.
      return route.fulfill({ json: [] }).catch(() => {});
    }
    reads += 1;
    const response = await route.fetch();
    await route.fulfill({ response, headers: { ...response.headers(), link: `<${list}?cursor=x>; rel="next"` } });
  });
  await page.goto(`/projects/${ids.project}`);
  const row = page.locator("[data-todo]", { hasText: "Paint" });
  await row.getByRole("checkbox").click();
  await page.getByText("“Paint” is done").waitFor();
  await row.waitFor({ state: "detached" });
  come();
  await expect.poll(() => asked.size).toBe(0);
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn))));
  expect(await row.count()).toBe(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await row.waitFor();
});

test("by keyboard alone: a project is made, and somebody is asked to join in", async () => {
  const { page } = await open(umbra(), { cookie: ana, path: "/projects" });
  await page.getByRole("link", { name: "Kitchen" }).waitFor();
  await tabTo(page, "New project");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").getByLabel("Name").waitFor();
  await tabTo(page, "Name");
  await page.keyboard.type("Shed");
  await page.keyboard.press("Enter");
  // The heading gets the focus a moment after it is drawn, and would take it from what Tab has reached.
  await expectHeading(page, "Shed");
  await tabTo(page, /Only you$/);
  await page.keyboard.press("Enter");
  const people = page.getByRole("dialog", { name: "Members" });
  await people.getByLabel("Person").waitFor();
  await choose(page, "Person", "ben");
  await tabTo(page, "Add");
  await page.keyboard.press("Enter");
  await people.getByText("@ben").waitFor();
  await page.keyboard.press("Escape");
  await people.waitFor({ state: "detached" });
  const [shed] = (await (await umbra().api("GET", "/api/projects?search=Shed", undefined, ben)).json()) as { role: string }[];
  expect(shed?.role).not.toBe("owner");
});

test("keys that come before the next frame choose in a menu", async () => {
  const { page } = await open(umbra(), { cookie: ana, path: `/projects/${ids.project}` });
  await page.locator("[data-todo]", { hasText: "Paint" }).waitFor();
  await page.getByRole("button", { name: "More about this project" }).focus();
  const [at, chosen] = await page.evaluate(async () => {
    const press = async (key: string) => {
      const one = document.activeElement as HTMLElement;
      const goesOn = one.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
      if (key === "Enter" && goesOn) one.click();
      // What was changed is drawn, and no frame has passed.
      await Promise.resolve();
    };
    await press("Enter");
    await press("ArrowDown");
    const at = document.activeElement?.textContent;
    await press("Enter");
    return [at, location.search];
  });
  expect(at).toBe("Members");
  expect(chosen).toBe("?members=");
  await page.getByRole("dialog", { name: "Members" }).waitFor();
});

test("by keyboard alone: members come, get another role and go, and one leaves", async () => {
  const cleo = await register(umbra(), "cleo");
  await umbra().api("PUT", "/api/settings", { timezone: "Europe/Berlin", locale: "en-GB" }, cleo);
  await connect(umbra(), ana, "cleo", cleo);
  const { id } = (await (await umbra().api("POST", "/api/projects", { name: "Attic" }, ana)).json()) as { id: number };
  const roles = async () => {
    const members = (await (await umbra().api("GET", `/api/projects/${id}/members`, undefined, ana)).json()) as { username: string; role: string }[];
    return Object.fromEntries(members.map(({ username, role }) => [username, role]));
  };
  const { page } = await open(umbra(), { cookie: ana, path: `/projects/${id}` });
  await page.getByRole("button", { name: /Only you$/ }).waitFor();
  await enter(page, /Only you$/);
  const people = page.getByRole("dialog", { name: "Members" });
  await people.getByLabel("Person").waitFor();
  await choose(page, "Person", "ben");
  await choose(page, "Role", "Can view");
  await enter(page, "Add");
  await people.getByText("@ben").waitFor();
  // Whom else?
  await expectFocus(page, "Person");
  await writeChoice(page, "cleo");
  await enter(page, "Add");
  await people.getByText("Everybody you are connected with is a member already.").waitFor();
  await expectFocus(page, "Connect with people");

  // The arrows go through the roles, each is sent, and the last one holds: also where the first one is slow.
  const sent: string[] = [];
  await page.route(`**/api/projects/${id}/members/*`, async (route) => {
    sent.push(route.request().postData() ?? "");
    const isSlow = sent.length === 1;
    if (isSlow) await new Promise((resolve) => setTimeout(resolve, 1_000));
    await route.continue();
  });
  await tabTo(page, "What ben may do", "Shift+Tab");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await expect.poll(() => sent).toEqual(['{"role":"commenter"}', '{"role":"editor"}']);
  await expect.poll(() => chosen(page)).toBe("Can edit");
  await page.unroute(`**/api/projects/${id}/members/*`);
  await expect.poll(roles).toEqual({ ana: "owner", ben: "editor", cleo: "viewer" });
  await expectFocus(page, "What ben may do");
  // It isn't handed over after all, and says so.
  await page.keyboard.press("ArrowDown");
  await answer(page, "Hand the project over to ben?", false);
  await expectFocus(page, "What ben may do");
  await expect.poll(() => chosen(page)).toBe("Can edit");
  await enter(page, "Remove ben");
  await agree(page, "Remove ben?");
  await people.getByText("@ben").waitFor({ state: "detached" });
  await expectFocus(page, "What cleo may do");
  await page.keyboard.press("Escape");
  await people.waitFor({ state: "detached" });
  await expectFocus(page, /2 members$/);

  const { page: hers } = await open(umbra(), { cookie: cleo, path: `/projects/${id}` });
  await hers.getByRole("button", { name: "More about this project" }).waitFor();
  await enter(hers, "More about this project");
  await pick(hers, "Leave project");
  await answer(hers, "Leave “Attic”?", false);
  await expectFocus(hers, "More about this project");
  await hers.keyboard.press("Enter");
  await pick(hers, "Leave project");
  await agree(hers, "Leave “Attic”?");
  await expectHeading(hers, "Projects");
  expect(await roles()).toEqual({ ana: "owner" });
});

test("who may look sees no control that fails; who may comment, only that", async () => {
  await umbra().api("POST", `/api/projects/${ids.project}/members`, { user_id: ids.ben, role: "viewer" }, ana);
  const { page } = await open(umbra(), { cookie: ben, path: `/projects/${ids.project}` });
  await page.getByText("You can view this project, but not change it.").waitFor();
  await page.locator("[data-todo]", { hasText: "Paint" }).waitFor();
  expect(await page.getByRole("textbox", { name: "Add a task" }).count()).toBe(0);
  expect(await page.locator("[data-todo]").getByRole("checkbox").count()).toBe(0);
  await page.getByRole("button", { name: "More about this project" }).click();
  await page.getByRole("menuitem", { name: "Leave project" }).waitFor();
  expect(await page.getByRole("menuitem").allTextContents()).toEqual(["Members", "Archive for me", "Leave project"]);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: /^Paint/ }).click();
  const sheet = page.getByRole("dialog", { name: "Paint" });
  await sheet.getByText("Nobody has said anything yet.").waitFor();
  expect(await sheet.getByRole("textbox").count()).toBe(0);
  await look(page, "task-viewer");
  await umbra().api("PUT", `/api/projects/${ids.project}/members/${ids.ben}`, { role: "commenter" }, ana);
  await page.goto(page.url());
  await sheet.getByRole("textbox", { name: "Comment" }).fill("@ana red?");
  await sheet.getByRole("button", { name: "Send" }).click();
  await sheet.locator("mark", { hasText: "@ana" }).waitFor();
});

test("by keyboard alone: somebody is mentioned by a name of which the first letters are known", async () => {
  await umbra().api("PUT", "/api/settings", { preferred_name: "Benedikt" }, ben);
  const [paint] = (await tasks()).filter(({ title }) => title === "Paint");
  const { page } = await open(umbra(), { cookie: ana, path: `/projects/${ids.project}?task=${paint!.id}` });
  const sheet = page.getByRole("dialog", { name: "Task" });
  const field = sheet.getByRole("textbox", { name: "Comment" });
  await field.focus();
  await page.keyboard.type("Which red, @bene");
  const person = sheet.getByRole("option", { name: /Benedikt.*@ben$/ });
  await person.waitFor();
  expect(await field.getAttribute("aria-activedescendant")).toBe(await person.getAttribute("id"));
  await look(page, "task-mention");
  // Esc is for the list, not for the sheet.
  await page.keyboard.press("Escape");
  await person.waitFor({ state: "detached" });
  await page.keyboard.type("d");
  await person.waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  expect(await field.inputValue()).toBe("Which red, @ben ");
  await page.keyboard.type("?");
  await page.keyboard.press("Control+Enter");
  await sheet.locator("mark", { hasText: "@ben" }).waitFor();
  const told = (await (await umbra().api("GET", "/api/notifications", undefined, ben)).json()) as { kind: string; body: string }[];
  expect(told.find(({ kind }) => kind === "mention")?.body).toContain("Which red, @ben");
});

test("it looks right, in both languages", async () => {
  const { page } = await open(umbra(), { cookie: ana, path: `/projects/${ids.project}` });
  await page.locator("[data-todo]", { hasText: "Paint" }).waitFor();
  await look(page, "project");
  await umbra().api("PUT", "/api/settings", { locale: "de-DE" }, ana);
  await page.goto(`/projects/${ids.project}`);
  await page.getByRole("button", { name: /^Paint/ }).click();
  await page.getByRole("dialog", { name: "Aufgabe" }).getByLabel("Wartet auf").waitFor();
  await look(page, "task-de");
  await umbra().api("PUT", "/api/settings", { locale: "en-GB" }, ana);
});
