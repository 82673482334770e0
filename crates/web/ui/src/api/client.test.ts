import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createApi } from "./client";
import { ifMatch } from "./etag";
import { Once } from "./once";
import { Problem, report } from "./problem";
import { raise, session } from "./session";

/** A server that gives one answer after the other, and remembers what it was asked. */
function serving(...answers: (() => Response | Promise<Response>)[]) {
  const asked: Request[] = [];
  const api = createApi({
    baseUrl: "http://umbra.test",
    onProblem: raise,
    fetch: async (request) => {
      asked.push(request.clone());
      const answer = answers[asked.length - 1] ?? answers.at(-1);
      if (!answer) throw new Error("nobody answers");
      return answer();
    },
  });
  return { api, asked };
}

const json = (body: unknown, headers: Record<string, string> = {}, status = 200) => () =>
  new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json", ...headers } });

const problem = (status: number, body: Record<string, unknown>, headers: Record<string, string> = {}) =>
  json({ status, detail: "…", ...body }, { "content-type": "application/problem+json", ...headers }, status);

const thrown = async (promise: Promise<unknown>): Promise<Problem> =>
  promise.then(
    () => Promise.reject(new Error("nothing was thrown")),
    (error) => error as Problem,
  );

afterEach(() => {
  session.value = "unknown";
  vi.unstubAllGlobals();
});

test("changing requests say that they were meant, reading ones don't", async () => {
  const { api, asked } = serving(json([]), json({ id: 1 }, {}, 201));
  await api.GET("/api/todos");
  await api.POST("/api/todos", { body: { title: "Milk" } });
  expect(asked.map((request) => request.headers.get("x-requested-with"))).toEqual([null, "XMLHttpRequest"]);
  expect(await asked[1]?.json()).toEqual({ title: "Milk" });
});

test("changes of one thing go one after the other, whatever became of the one before; nothing else waits", async () => {
  const answers: ((response: Response) => void)[] = [];
  const held = () => new Promise<Response>((answer) => answers.push(answer));
  const { api, asked } = serving(held);
  const change = (id: number, title: string) => api.PATCH("/api/todos/{id}", { params: { path: { id } }, body: { title } });
  const titles = async () => Promise.all(asked.filter(({ method }) => method === "PATCH").map(async (one) => ((await one.clone().json()) as { title: string }).title));

  const first = thrown(change(17, "Milk"));
  const second = change(17, "Oat milk");
  const third = change(17, "Tea");
  const reading = api.GET("/api/todos/{id}", { params: { path: { id: 17 } } });
  const other = change(18, "Bread");
  await vi.waitFor(() => expect(asked).toHaveLength(3));
  expect(await titles()).toEqual(["Milk", "Bread"]);
  answers[0]?.(problem(500, { code: "internal" })());
  expect((await first).status).toBe(500);
  await vi.waitFor(async () => expect(await titles()).toEqual(["Milk", "Bread", "Oat milk"]));
  answers[3]?.(json({ id: 17, title: "Oat milk" })());
  expect((await second).data.title).toBe("Oat milk");
  await vi.waitFor(async () => expect(await titles()).toEqual(["Milk", "Bread", "Oat milk", "Tea"]));
  for (const answer of answers) answer(json({ id: 18 })());
  await Promise.all([third, reading, other]);
});

test("a change that waits for another one isn't sent once its session has ended", async () => {
  vi.stubGlobal("location", { origin: "http://umbra.test" });
  const answers: ((response: Response) => void)[] = [];
  const asked: string[] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    asked.push(await request.text());
    return new Promise<Response>((answer) => answers.push(answer));
  });
  vi.resetModules();
  const { api, session } = await import("./session");
  const change = (timezone: string) => api.PUT("/api/settings", { body: { timezone } });

  session.value = "open";
  const first = change("Europe/Berlin");
  const theirs = thrown(change("Europe/Paris"));
  await vi.waitFor(() => expect(answers).toHaveLength(1));
  session.value = "signed-out";
  session.value = "open";
  const mine = change("Europe/Rome");
  answers[0]?.(json({})());
  await first;
  expect(await theirs).toMatchObject({ name: "AbortError" });
  await vi.waitFor(() => expect(answers).toHaveLength(2));
  answers[1]?.(json({})());
  await mine;
  expect(asked.map((body) => JSON.parse(body).timezone)).toEqual(["Europe/Berlin", "Europe/Rome"]);
});

test("an answer without a body has none", async () => {
  const { api } = serving(() => new Response(null, { status: 204 }));
  const answer = await api.DELETE("/api/todos/{id}", { params: { path: { id: 17 } } });
  expect(answer.response.status).toBe(204);
});

describe("what goes wrong is a problem", () => {
  test("with its code, fields and what else the API says", async () => {
    const { api } = serving(
      problem(422, {
        code: "invalid",
        request_id: "5f0c",
        errors: [{ pointer: "/title", code: "blank", detail: "title must not be blank" }],
      }),
    );
    const error = await thrown(api.POST("/api/todos", { body: { title: "" } }));
    expect(error).toBeInstanceOf(Problem);
    expect(error).toMatchObject({ status: 422, code: "invalid", requestId: "5f0c", isOffline: false });
    expect(error.fields.get("/title")).toEqual({ code: "blank", detail: "title must not be blank" });
  });

  test("with the seconds to wait, from a number or a date", async () => {
    vi.useFakeTimers({ now: Date.parse("2026-11-28T22:00:00Z") });
    const { api } = serving(
      problem(429, { code: "too_many_requests" }, { "retry-after": "30" }),
      problem(503, { code: "saturated" }, { "retry-after": "Sat, 28 Nov 2026 22:01:00 GMT" }),
    );
    expect((await thrown(api.GET("/api/todos"))).retryAfter).toBe(30);
    expect((await thrown(api.GET("/api/todos"))).retryAfter).toBe(60);
    vi.useRealTimers();
  });

  test("also where something else than Umbra answers", async () => {
    const { api } = serving(() => new Response("<h1>Bad gateway</h1>", { status: 502 }));
    expect(await thrown(api.GET("/api/todos"))).toMatchObject({ status: 502, code: "unknown" });
  });

  test("and where nobody does", async () => {
    const { api } = serving(() => {
      throw new TypeError("Failed to fetch");
    });
    expect(await thrown(api.GET("/api/todos"))).toMatchObject({ status: 0, code: "offline", isOffline: true });
  });

  test("and where an answer breaks off on its way", async () => {
    const { api } = serving(() => {
      const body = new ReadableStream({ start: (stream) => stream.error(new TypeError("terminated")) });
      return new Response(body, { status: 200, headers: { "content-type": "application/json" } });
    });
    expect(await thrown(api.GET("/api/todos"))).toMatchObject({ status: 0, code: "offline", isOffline: true });
  });

  test("but not that the caller gave up", async () => {
    const { api } = serving(() => {
      throw new DOMException("aborted", "AbortError");
    });
    expect(await thrown(api.GET("/api/todos"))).toMatchObject({ name: "AbortError" });
  });
});

describe("a mistake of the program's", () => {
  const reports: unknown[] = [];
  beforeEach(() => {
    reports.length = 0;
    vi.stubGlobal("reportError", (error: unknown) => reports.push(error));
  });
  test("is no network that fails, and is seen as if nobody had caught it, once", () => {
    const mistake = new TypeError("x is undefined");
    for (let times = 0; times < 2; times += 1) {
      expect(Problem.from(mistake)).toMatchObject({ status: 0, code: "unknown", isOffline: false, cause: mistake });
    }
    expect(reports).toHaveLength(1);
    expect(reports[0]).toBe(mistake);
  });

  test("is neither an answer, nor what a person or a browser declines", () => {
    const answer = new Problem(404, { code: "not_found" });
    expect(Problem.from(answer)).toBe(answer);
    report(answer);
    report(Problem.offline(new TypeError("Failed to fetch")));
    report(new DOMException("declined", "NotAllowedError"));
    report(undefined);
    expect(reports).toEqual([]);
  });
});

test("answers raise what they say of the session, and others don't", async () => {
  for (const [status, code, expected] of [
    [401, "unauthenticated", "signed-out"],
    [423, "session_locked", "locked"],
    [403, "password_change_required", "password-change"],
    [401, "invalid_credentials", "open"],
    [403, "admin_only", "open"],
    [404, "not_found", "open"],
  ] as const) {
    session.value = "open";
    await thrown(serving(problem(status, { code })).api.GET("/api/todos"));
    expect(session.value, code).toBe(expected);
  }
});

test("a change names the version that was seen", async () => {
  const { api, asked } = serving(
    json({ id: 17 }, { etag: '"3"' }),
    problem(412, { code: "precondition_failed" }),
  );
  const path = { id: 17 };
  const seen = await api.GET("/api/todos/{id}", { params: { path } });
  const change = api.PATCH("/api/todos/{id}", {
    params: { path, header: ifMatch(seen) },
    body: { title: "Oat milk" },
  });
  expect((await thrown(change)).isConflict).toBe(true);
  expect(asked[1]?.headers.get("if-match")).toBe('"3"');
  expect(ifMatch(4)).toEqual({ "If-Match": '"4"' });
});

test("what is created is created once, however often it is tried", async () => {
  const adding = new Once();
  const keys: string[] = [];
  const send = (body: unknown, outcome: () => unknown) =>
    adding
      .send(body, async (key) => {
        keys.push(key);
        return outcome();
      })
      .catch(() => {});
  const lost = () => {
    throw new Problem(0, { code: "offline" });
  };
  await send({ title: "Milk" }, lost);
  await send({ title: "Milk" }, () => "created");
  expect(keys[1], "tried again").toBe(keys[0]);
  await send({ title: "Milk" }, lost);
  expect(keys[2], "another one of the same").not.toBe(keys[1]);
  await send({ title: "Bread" }, () => "created");
  expect(keys[3], "another body").not.toBe(keys[2]);
  expect(keys.every((key) => /^[0-9a-f]{32}$/.test(key))).toBe(true);
});
