// The demo's internal API: what lies in the warehouse, in memory. Run it alone with PORT=9002.

import { type Call, problem, type Reply, serve } from "./json-api.ts";

const stock = new Map<string, number>([
  ["lantern", 12],
  ["rope", 40],
  ["compass", 7],
]);

function handle({ method, segments, body }: Call): Reply {
  const [sku, ...rest] = segments;
  if (rest.length > 0) return problem(404, "There is nothing here.");
  if (sku === undefined) return method === "GET" ? list() : problem(405, "The stock can be listed.");
  if (!stock.has(sku)) return problem(404, `There is no article ${sku}.`);
  if (method === "GET") return { status: 200, value: { sku, quantity: stock.get(sku) } };
  return method === "PUT" ? set(sku, body) : problem(405, "An article can be read and set.");
}

function list(): Reply {
  return { status: 200, value: { items: [...stock].map(([sku, quantity]) => ({ sku, quantity })) } };
}

function set(sku: string, body: unknown): Reply {
  const quantity =
    typeof body === "object" && body !== null && "quantity" in body ? body.quantity : undefined;
  if (typeof quantity !== "number" || !Number.isInteger(quantity) || quantity < 0) {
    return problem(400, "Send a quantity of 0 or more.");
  }
  stock.set(sku, quantity);
  return { status: 200, value: { sku, quantity } };
}

const json = (schema: object) => ({ content: { "application/json": { schema } } });
const article = { $ref: "#/components/schemas/Article" };
const quantity = { type: "integer", minimum: 0 };
const sku = { name: "sku", in: "path", required: true, schema: { type: "string" } };

const description = {
  openapi: "3.1.0",
  info: { title: "Stock", version: "1.0.0", description: "The internal API of the demo's shop." },
  paths: {
    "/internal/stock": {
      get: {
        operationId: "listStock",
        responses: {
          200: {
            description: "All articles.",
            ...json({
              type: "object",
              required: ["items"],
              properties: { items: { type: "array", items: article } },
            }),
          },
        },
      },
    },
    "/internal/stock/{sku}": {
      parameters: [sku],
      get: {
        operationId: "getArticle",
        responses: {
          200: { description: "The article.", ...json(article) },
          404: { description: "There is no such article." },
        },
      },
      put: {
        operationId: "setArticle",
        requestBody: {
          required: true,
          ...json({ type: "object", required: ["quantity"], properties: { quantity } }),
        },
        responses: {
          200: { description: "The article as it is now.", ...json(article) },
          400: { description: "The body is not a quantity." },
          404: { description: "There is no such article." },
        },
      },
    },
  },
  components: {
    schemas: {
      Article: {
        type: "object",
        required: ["sku", "quantity"],
        properties: { sku: { type: "string" }, quantity },
      },
    },
  },
};

const port = Number(process.env["PORT"] ?? 9002);
const secret = process.env["PORTCULLIS_DEMO_ASSERTION"];
/** Its description may be read by this machine; all else comes by the gateway. */
const guard = secret && {
  keys: [{ id: "demo", secret }],
  health: { path: "/openapi.json", from: ["127.0.0.0/8"] },
};
serve({ name: "stock", root: "/internal/stock", description, handle }, port, guard || undefined);
