// The tag that Azure adds for JSON: a loop whose turns have commas between them. The policies that it makes
// for SOAP services use it.
//
//     [{% JSONArrayFor item in body.items -%} {{item.id}} {% endJSONArrayFor -%}]

import {
  type Emitter,
  evalToken,
  type Liquid,
  type Parser,
  Tag,
  type TagToken,
  type Template,
  type TopLevelToken,
  type ValueToken,
} from "liquidjs";
import type { LiquidContext } from "./liquid-context.ts";
import { listOf } from "./liquid-filter.ts";

export class JsonArrayForTag extends Tag {
  readonly #variable: string;
  readonly #list: ValueToken;
  readonly #templates: Template[] = [];

  constructor(token: TagToken, rest: TopLevelToken[], liquid: Liquid, parser: Parser) {
    super(token, rest, liquid);
    this.#variable = this.tokenizer.readIdentifier().content;
    const word = this.tokenizer.readIdentifier().content;
    const list = this.tokenizer.readValue();
    if (this.#variable === "" || word !== "in" || list === undefined) {
      throw new Error(`illegal tag: ${token.getText()}`);
    }
    this.#list = list;
    const stream = parser.parseStream(rest);
    stream
      .on("tag:endJSONArrayFor", () => void stream.stop())
      .on<Template>("template", (template) => void this.#templates.push(template))
      .on("end", () => {
        throw new Error(`tag ${token.getText()} not closed`);
      })
      .start();
  }

  *render(context: LiquidContext, emitter: Emitter): Generator<unknown, void, unknown> {
    const scope: Record<string, unknown> = { __proto__: null };
    context.push(scope);
    let isFirst = true;
    for (const item of listOf(yield evalToken(this.#list, context))) {
      scope[this.#variable] = item;
      if (!isFirst) emitter.write(",");
      isFirst = false;
      yield this.liquid.renderer.renderTemplates(this.#templates, context, emitter);
    }
    context.pop();
  }
}
