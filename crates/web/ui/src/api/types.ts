// The client's type: as openapi-fetch's, but what went wrong is thrown, so `data` is always there.
import type { FetchOptions, MaybeOptionalInit } from "openapi-fetch";
import type {
  FilterKeys,
  HttpMethod,
  PathsWithMethod,
  RequiredKeysOf,
  ResponseObjectMap,
  SuccessResponse,
} from "openapi-typescript-helpers";
import type { components, paths } from "./schema";

/** The types of the API's bodies: `Schemas["Todo"]`. */
export type Schemas = components["schemas"];

/** An answer that is `ok`. */
export interface Answer<T> {
  /** The body; undefined where the API sends none (204). */
  data: T;
  response: Response;
}

/** Omits what the client adds by itself. */
type Sent<T> = T extends { params: infer P }
  ? Omit<T, "params"> & (RequiredKeysOf<Kept<P>> extends never ? { params?: Kept<P> } : { params: Kept<P> })
  : T;
type Kept<P> = {
  [K in keyof P as K extends "header" ? never : K]: P[K];
} & { header?: "header" extends keyof P ? Partial<P["header"]> : never };

type Arguments<Init> =
  RequiredKeysOf<Init> extends never
    ? [init?: Init & { [key: string]: unknown }]
    : [init: Init & { [key: string]: unknown }];

/** An operation of one method. */
export type Call<Method extends HttpMethod> = <Path extends PathsWithMethod<paths, Method>>(
  path: Path,
  ...init: Arguments<Sent<NonNullable<MaybeOptionalInit<paths[Path], Method>>>>
) => Promise<Answer<Body<Method, Path>>>;

type Body<Method extends HttpMethod, Path extends keyof paths> =
  ResponseObjectMap<FilterKeys<paths[Path], Method>> extends infer Answers extends Record<number, any>
    ? SuccessResponse<Answers>
    : never;

/** The client. */
export interface Api {
  GET: Call<"get">;
  POST: Call<"post">;
  PUT: Call<"put">;
  PATCH: Call<"patch">;
  DELETE: Call<"delete">;
}

export type { FetchOptions };
