// The demo's public API: orders, in memory. Run it alone with PORT=9001.

import { type Call, problem, type Reply, serve } from "./json-api.ts";

type Order = {
  readonly id: number;
  readonly sku: string;
  readonly quantity: number;
  readonly state: "open" | "shipped";
};

const FIRST_ID = 1001;
const MAX_ORDERS = 1000;

const orders = new Map<number, Order>(
  (["lantern", "rope", "compass"] as const).map((sku, i) => {
    const id = FIRST_ID + i;
    return [id, { id, sku, quantity: i + 1, state: i === 0 ? "shipped" : "open" }];
  }),
);

function handle({ method, segments, query, body }: Call): Reply {
  const [id, ...rest] = segments;
  if (rest.length > 0) return problem(404, "There is nothing here.");
  if (id !== undefined) return method === "GET" ? get(id) : problem(405, "An order can only be read.");
  if (method === "GET") return list(query.get("state"));
  return method === "POST" ? create(body) : problem(405, "Orders can be listed and created.");
}

function list(state: string | null): Reply {
  const items = [...orders.values()].filter((order) => state === null || order.state === state);
  return { status: 200, value: { items } };
}

function get(id: string): Reply {
  const order = orders.get(Number(id));
  return order === undefined ? problem(404, `There is no order ${id}.`) : { status: 200, value: order };
}

function create(body: unknown): Reply {
  if (!isNewOrder(body)) return problem(400, "Send a sku and a quantity from 1 to 99.");
  if (orders.size >= MAX_ORDERS) return problem(409, "The demo keeps no more orders.");
  const id = FIRST_ID + orders.size;
  const order: Order = { id, sku: body.sku, quantity: body.quantity, state: "open" };
  orders.set(id, order);
  return { status: 201, value: order, location: `/external/orders/${id}` };
}

function isNewOrder(body: unknown): body is { sku: string; quantity: number } {
  if (typeof body !== "object" || body === null || !("sku" in body) || !("quantity" in body)) return false;
  const { sku, quantity } = body;
  if (typeof sku !== "string" || !/^[a-z]{1,32}$/.test(sku)) return false;
  return typeof quantity === "number" && Number.isInteger(quantity) && quantity >= 1 && quantity <= 99;
}

const json = (schema: object) => ({ content: { "application/json": { schema } } });
const order = { $ref: "#/components/schemas/Order" };
const newOrder = { $ref: "#/components/schemas/NewOrder" };
const sku = { type: "string", pattern: "^[a-z]{1,32}$" };
const quantity = { type: "integer", minimum: 1, maximum: 99 };
const state = { type: "string", enum: ["open", "shipped"] };

const description = {
  openapi: "3.1.0",
  info: { title: "Orders", version: "1.0.0", description: "The public API of the demo's shop." },
  paths: {
    "/external/orders": {
      get: {
        operationId: "listOrders",
        parameters: [{ name: "state", in: "query", schema: state }],
        responses: {
          200: {
            description: "The orders.",
            ...json({
              type: "object",
              required: ["items"],
              properties: { items: { type: "array", items: order } },
            }),
          },
        },
      },
      post: {
        operationId: "createOrder",
        requestBody: { required: true, ...json(newOrder) },
        responses: {
          201: { description: "The new order.", ...json(order) },
          400: { description: "The body is not an order." },
          409: { description: "There is no room for more orders." },
        },
      },
    },
    "/external/orders/{id}": {
      get: {
        operationId: "getOrder",
        parameters: [{ name: "id", in: "path", required: true, schema: { type: "integer" } }],
        responses: {
          200: { description: "The order.", ...json(order) },
          404: { description: "There is no such order." },
        },
      },
    },
  },
  components: {
    schemas: {
      NewOrder: { type: "object", required: ["sku", "quantity"], properties: { sku, quantity } },
      Order: {
        type: "object",
        required: ["id", "sku", "quantity", "state"],
        properties: { id: { type: "integer" }, sku, quantity, state },
      },
    },
  },
};

serve({ name: "orders", root: "/external/orders", description, handle }, Number(process.env["PORT"] ?? 9001));
