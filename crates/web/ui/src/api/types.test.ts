import { expectTypeOf, test } from "vitest";
import type { Api, Answer, Schemas } from "./types";

declare const api: Api;

test("bodies and answers are those of the document", () => {
  const calls = {
    list: () => api.GET("/api/todos", { params: { query: { limit: 50, completed: false } } }),
    create: (key: string) =>
      api.POST("/api/todos", { body: { title: "Milk" }, params: { header: { "Idempotency-Key": key } } }),
    remove: (id: number) => api.DELETE("/api/todos/{id}", { params: { path: { id } } }),
  };
  expectTypeOf(calls.list).returns.resolves.toEqualTypeOf<Answer<Schemas["Todo"][]>>();
  expectTypeOf(calls.create).returns.resolves.toEqualTypeOf<Answer<Schemas["Todo"]>>();
  expectTypeOf(calls.remove).returns.resolves.toHaveProperty("response");
  // @ts-expect-error a path needs its parameters
  void (() => api.DELETE("/api/todos/{id}"));
  // @ts-expect-error there is no such path
  void (() => api.GET("/api/nowhere"));
  // @ts-expect-error a todo needs a title
  void (() => api.POST("/api/todos", { body: {} }));
});
