// What the rules of one request work on: its path, query, fields and host as the rules before left them, and
// what its variables are worth. Made only for routes that have rules.

import { joinedValue } from "#http/exchange.ts";
import type { Field } from "#http/field.ts";
import type { ForwardEdits } from "#http/forward-wire.ts";
import type { Variable } from "#http/template.ts";
import type { GatewayExchange } from "../gateway-exchange.ts";
import { type Route, restOf } from "../route.ts";
import { cookieOf, exchangeValue } from "./exchange-value.ts";
import { parameterOf } from "./query-string.ts";

/** The groups that a rule's conditions captured, each with the variable that it was cut from. */
export type Captures = readonly { readonly value: string; readonly from: Variable }[];

export class RewriteState implements ForwardEdits {
  readonly x: GatewayExchange;
  path: string;
  /** Without its `?`. */
  query: string;
  /** What follows the prefix of the route that was selected; begins with `/` or is empty. */
  rest = "";
  fields: readonly Field[];
  /** What `Connection` names was dropped with the head: a client must not have ours removed by naming it. */
  readonly connectionNames: readonly string[] = [];
  authority: string | undefined;

  constructor(x: GatewayExchange, path: string, query: string, route: Route) {
    this.x = x;
    this.path = path;
    this.query = query.slice(1);
    this.fields = x.head.fields;
    this.enter(route);
  }

  /** A route was selected for the path at hand. */
  enter(route: Route): void {
    this.rest = restOf(route, this.path);
  }

  /** Undefined where the request has no such thing. Bytes as received, parameters decoded. */
  valueOf(variable: Variable, captures: Captures): string | undefined {
    const { x } = this;
    switch (variable.name) {
      case "path":
        return this.path;
      case "path.rest":
        return this.rest;
      case "query":
        return this.query;
      case "query.*":
        return parameterOf(this.query, variable.key);
      case "header.*":
        return joinedValue(this.fields, variable.key);
      case "cookie.*":
        return cookieOf(this.fields, variable.key);
      case "capture.*":
        return captures[Number(variable.key) - 1]?.value;
      default:
        return exchangeValue(x, variable);
    }
  }
}
