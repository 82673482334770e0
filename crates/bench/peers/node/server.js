// A peer for the benchmarks: Fastify and pg, as one would deploy them on two cores.
//
// Tuned honestly: a worker for each core, answers written by schemas that were compiled before, named (that is,
// prepared) statements, no request log, and one query for the session and who it belongs to.
"use strict";

const cluster = require("node:cluster");
const { createHmac, randomBytes, timingSafeEqual } = require("node:crypto");

const WORKERS = 2;

if (cluster.isPrimary) {
  for (let number = 0; number < WORKERS; number += 1) cluster.fork();
  let isEnding = false;
  cluster.on("exit", () => {
    if (!isEnding) process.exit(1);
  });
  process.on("SIGTERM", () => {
    isEnding = true;
    for (const worker of Object.values(cluster.workers)) worker.kill("SIGKILL");
    process.exit(0);
  });
} else {
  serve();
}

function serve() {
  const { hash, verify } = require("@node-rs/argon2");
  const fastify = require("fastify");
  const { Pool, types } = require("pg");

  // Numbers of 64 bits as numbers: ids here are far below 2^53.
  types.setTypeParser(20, Number);
  const pool = new Pool({ connectionString: process.env.DATABASE_URL, max: 8 });
  const secret = "bench-secret-key-0123456789";
  const cost = { timeCost: 2, memoryCost: 19456, parallelism: 1 };
  const dummy = hash("x", cost);

  const query = (name, text, values) => pool.query({ name, text, values });
  const sign = (token) => createHmac("sha256", secret).update(token).digest("base64url");

  const user = {
    type: "object",
    properties: {
      id: { type: "integer" },
      email: { type: "string" },
      display_name: { type: "string" },
      timezone: { type: "string" },
    },
  };
  const instant = { type: "string", format: "date-time", nullable: true };
  const todo = {
    type: "object",
    properties: {
      id: { type: "integer" },
      user_id: { type: "integer" },
      title: { type: "string" },
      description: { type: "string", nullable: true },
      status: { type: "string" },
      priority: { type: "integer" },
      due_at: instant,
      completed_at: instant,
      created_at: instant,
      updated_at: instant,
    },
  };
  const todoColumns =
    "id, user_id, title, description, status, priority, due_at, completed_at, created_at, updated_at";

  const app = fastify({ logger: false });

  function refuse(reply, status, detail) {
    return reply.code(status).send({ detail });
  }

  async function signedIn(request, reply) {
    const cookie = /(?:^|;\s*)session=([^;.]+)\.([^;]+)/.exec(request.headers.cookie ?? "");
    if (!cookie) return refuse(reply, 401, "not authenticated");
    const [given, expected] = [Buffer.from(cookie[2]), Buffer.from(sign(cookie[1]))];
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      return refuse(reply, 401, "not authenticated");
    }
    const { rows } = await query(
      "session",
      `SELECT u.id, u.email, u.display_name, u.timezone, u.is_active
         FROM sessions s JOIN users u ON u.id = s.user_id
        WHERE s.id = $1 AND s.expires_at > now()`,
      [cookie[1]],
    );
    if (rows.length === 0) return refuse(reply, 401, "not authenticated");
    if (!rows[0].is_active) return refuse(reply, 403, "inactive");
    request.me = rows[0];
  }

  app.decorateRequest("me", null);

  app.get(
    "/health",
    { schema: { response: { 200: { type: "object", properties: { status: { type: "string" } } } } } },
    async () => ({ status: "ok" }),
  );

  app.post(
    "/api/auth/login",
    {
      schema: {
        body: {
          type: "object",
          required: ["email", "password"],
          properties: { email: { type: "string" }, password: { type: "string" } },
        },
        response: { 200: user },
      },
    },
    async (request, reply) => {
      const { email, password } = request.body;
      const { rows } = await query("login", "SELECT * FROM users WHERE email = $1", [email.toLowerCase()]);
      const stored = rows.length > 0 ? rows[0].password_hash : await dummy;
      const right = await verify(stored, password);
      if (rows.length === 0 || !right) return refuse(reply, 401, "bad credentials");
      const token = randomBytes(32).toString("base64url");
      await query(
        "open",
        `INSERT INTO sessions (id, user_id, expires_at, ip, user_agent)
         VALUES ($1, $2, now() + interval '30 days', $3, $4)`,
        [token, rows[0].id, request.ip, request.headers["user-agent"] ?? null],
      );
      reply.header(
        "Set-Cookie",
        `session=${token}.${sign(token)}; HttpOnly; Max-Age=2592000; Path=/; SameSite=Lax`,
      );
      return rows[0];
    },
  );

  app.get(
    "/api/auth/status",
    {
      preHandler: signedIn,
      schema: {
        response: { 200: { type: "object", properties: { authenticated: { type: "boolean" }, user } } },
      },
    },
    async (request) => ({ authenticated: true, user: request.me }),
  );

  app.get(
    "/api/todos",
    {
      preHandler: signedIn,
      schema: {
        querystring: {
          type: "object",
          properties: { limit: { type: "integer", minimum: 1, maximum: 200, default: 50 } },
        },
        response: { 200: { type: "array", items: todo } },
      },
    },
    async (request) => {
      const { rows } = await query(
        "todos",
        `SELECT ${todoColumns} FROM todos WHERE user_id = $1 ORDER BY created_at DESC, id DESC LIMIT $2`,
        [request.me.id, request.query.limit],
      );
      return rows;
    },
  );

  app.post(
    "/api/todos",
    {
      preHandler: signedIn,
      schema: {
        body: {
          type: "object",
          required: ["title"],
          properties: {
            title: { type: "string", minLength: 1, maxLength: 500 },
            description: { type: "string", nullable: true },
            priority: { type: "integer", minimum: 1, maximum: 4, default: 2 },
            due_at: instant,
          },
        },
        response: { 201: todo },
      },
    },
    async (request, reply) => {
      const { title, description, priority, due_at } = request.body;
      const { rows } = await query(
        "create",
        `INSERT INTO todos (user_id, title, description, priority, due_at)
         VALUES ($1, $2, $3, $4, $5) RETURNING ${todoColumns}`,
        [request.me.id, title, description ?? null, priority, due_at ?? null],
      );
      return reply.code(201).send(rows[0]);
    },
  );

  app
    .listen({ host: "127.0.0.1", port: Number(process.env.PORT) })
    .catch((error) => {
      console.error(error);
      process.exit(1);
    });
}
