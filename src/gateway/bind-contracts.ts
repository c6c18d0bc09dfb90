// Descriptions of APIs for the policies that validate by them: which operation a call is for, and the checks.

import type { Contract, MediaType } from "#contract/contract.ts";
import { ContractValidators, type SchemaError, type SchemaVariant } from "#contract/contract-validators.ts";
import { responseFor } from "#contract/example-response.ts";
import type { GraphqlValidator, GraphqlVerdict } from "#contract/graphql-request.ts";
import type { BodyProblem, BodyQuestion, ContractPort, PolicyCall } from "#policy/plans.ts";
import type { SchemaUse } from "#policy/schema-uses.ts";
import type { ApiSpec } from "#snapshot/api-spec.ts";
import type { ServiceSchemaSpec } from "#snapshot/policy-spec.ts";
import { DescribedOperation, messageOf } from "./policy/operation-contract.ts";
import { ServiceSchemas } from "./policy/service-schemas.ts";

export type DescribedApi = Pick<ApiSpec, "id" | "operations" | "contract" | "graphqlSchema">;

type BoundApi = {
  readonly validators: ContractValidators;
  readonly contract: Contract;
  readonly operations: ReadonlyMap<string, DescribedOperation>;
};

export class BoundContracts {
  readonly port: ContractPort;
  readonly #apis = new Map<string, BoundApi>();
  readonly #graphql = new Map<string, GraphqlValidator | string>();
  readonly #graphqlTexts: ReadonlyMap<string, string | undefined>;
  readonly #schemas: ServiceSchemas;

  constructor(apis: readonly DescribedApi[], schemas: readonly ServiceSchemaSpec[]) {
    this.#schemas = new ServiceSchemas(schemas);
    this.#graphqlTexts = new Map(apis.map(({ id, graphqlSchema }) => [id, graphqlSchema]));
    for (const api of apis)
      if (api.contract !== undefined) this.#apis.set(api.id, bindApi(api, api.contract));
    this.port = {
      operation: (call) => this.#operation(call),
      checkBody: (call, question) => this.#checkBody(call, question),
      checkGraphql: (call, query, maxDepth, rules) => {
        const check = (validator: GraphqlValidator | string): GraphqlVerdict =>
          typeof validator === "string"
            ? { kind: "rejected", errors: [NO_GRAPHQL] }
            : validator.check(query, maxDepth, rules);
        const api = call.facts.api?.id ?? "";
        const known = this.#graphql.get(api);
        return known === undefined ? this.#readGraphql(api).then(check) : check(known);
      },
    };
  }

  /**
   * Makes ready what calls of these APIs are held against, and what the documents name: a schema of JSON with
   * each step, one of XML or GraphQL with each promise, which is to be waited for.
   * @throws EvalError where the process forbids generated code, which schemas are compiled to
   */
  *prepare(
    apis: ReadonlySet<string>,
    uses: readonly SchemaUse[] = [],
  ): Generator<undefined | Promise<unknown>, void> {
    const ofApis = uses.filter(({ schemaId, validateAs }) => schemaId === undefined && validateAs === "json");
    for (const id of apis) {
      const api = this.#apis.get(id);
      if (api !== undefined) {
        yield* api.validators.prepare(schemasOf(api.contract));
        for (const use of ofApis) yield* api.validators.prepare(bodySchemas(api, use), use);
      }
      if (this.#graphqlTexts.get(id) !== undefined) yield this.#readGraphql(id);
    }
    for (const use of uses) yield* this.#prepareUse(use);
  }

  *#prepareUse(use: SchemaUse): Generator<undefined | Promise<unknown>, void> {
    const { validateAs, schemaId, schemaRef } = use;
    if (schemaId === undefined) return;
    if (validateAs === "json") {
      const schema = this.#schemas.json(schemaId, schemaRef);
      yield undefined;
      if (schema !== undefined) yield* schema.validators.prepare([schema.name], use);
    } else {
      const reading = this.#schemas.xml(schemaId);
      if (reading instanceof Promise) yield reading;
    }
  }

  close(): void {
    this.#schemas.close();
  }

  #operation({ facts }: PolicyCall): DescribedOperation | undefined {
    return this.#apis.get(facts.api?.id ?? "")?.operations.get(facts.operation?.id ?? "");
  }

  /** The library is large, and loaded for the first query that is looked at. */
  async #readGraphql(api: string): Promise<GraphqlValidator | string> {
    const library = await import("#contract/graphql-request.ts");
    const validator = library.GraphqlValidator.read(this.#graphqlTexts.get(api));
    this.#graphql.set(api, validator);
    return validator;
  }

  #checkBody(
    call: PolicyCall,
    question: BodyQuestion,
  ): BodyProblem | undefined | Promise<BodyProblem | undefined> {
    if (question.validateAs === "json") return this.#checkJson(call, question);
    if (question.schemaId === undefined) return noSchema;
    const schema = this.#schemas.xml(question.schemaId);
    return schema instanceof Promise
      ? schema.then((read) => checkXml(read, question))
      : checkXml(schema, question);
  }

  #checkJson(call: PolicyCall, question: BodyQuestion): BodyProblem | undefined {
    const { schemaId, schemaRef, allowsAdditional, ignoresCase, body } = question;
    const variant: SchemaVariant = { allowsAdditional, ignoresCase };
    if (schemaId !== undefined) {
      const schema = this.#schemas.json(schemaId, schemaRef);
      if (schema === undefined) return noSchema;
      return invalid(schemaId, schema.validators.validateJson(schema.name, body, variant));
    }
    const api = this.#apis.get(call.facts.api?.id ?? "");
    const operation = this.#operation(call);
    if (api === undefined || operation === undefined) return noSchema;
    const definition = definitionOf(operation, question);
    if (definition === undefined) return invalid("", api.validators.validateAny(body));
    if (!api.validators.has(definition)) return { kind: "missing-definition", definition };
    return invalid(definition, api.validators.validateJson(definition, body, variant));
  }
}

const noSchema: BodyProblem = { kind: "no-schema" };
const NO_GRAPHQL = "The schema of the API cannot be read.";

function bindApi(api: DescribedApi, contract: Contract): BoundApi {
  const validators = new ContractValidators(contract);
  const operations = new Map<string, DescribedOperation>();
  const byId = new Map(contract.operations.map((one) => [one.id, one]));
  const byTemplate = new Map(contract.operations.map((one) => [`${one.method} ${one.urlTemplate}`, one]));
  for (const { id, method, urlTemplate } of api.operations) {
    const described = byTemplate.get(`${method} ${urlTemplate}`) ?? byId.get(id);
    if (described !== undefined) operations.set(id, new DescribedOperation(contract, described, validators));
  }
  return { validators, contract, operations };
}

/**
 * A schema that was asked for by a part of its own, or the one that the description has for the media type.
 */
function definitionOf(
  { operation }: DescribedOperation,
  { side, status, contentType, schemaRef }: BodyQuestion,
): string | undefined {
  if (schemaRef !== undefined) return partName(schemaRef);
  const content =
    side === "request" ? operation.request?.content : responseFor(operation.responses, status)?.content;
  return mediaTypeFor(content ?? [], contentType)?.schema;
}

/** The type itself goes before `text/*`, that before every type. */
function mediaTypeFor(content: readonly MediaType[], contentType: string): MediaType | undefined {
  const range = contentType.replace(/\/.*$/, "/*");
  for (const wanted of [contentType, range, "*/*"]) {
    const found = content.find((one) => one.contentType === wanted);
    if (found !== undefined) return found;
  }
  return content[0];
}

function invalid(definition: string, errors: readonly SchemaError[]): BodyProblem | undefined {
  return errors.length === 0 ? undefined : { kind: "invalid", definition, messages: errors.map(messageOf) };
}

type XmlSchema = Awaited<ReturnType<ServiceSchemas["xml"]>>;

function checkXml(schema: XmlSchema, question: BodyQuestion): BodyProblem | undefined {
  if (schema === undefined) return noSchema;
  const errors = schema.validate(question.body, question.validateAs === "soap" ? "soap" : "xml");
  if (errors.length === 0) return undefined;
  const messages = errors.map(({ line, message }) => (line === 0 ? message : `${message} Line: ${line}`));
  return { kind: "invalid", definition: question.schemaId ?? "", messages };
}

/** Of the bodies alone, or the one that the policy names. */
function bodySchemas({ contract, validators }: BoundApi, { schemaRef }: SchemaUse): readonly string[] {
  if (schemaRef !== undefined) {
    const name = partName(schemaRef);
    return validators.has(name) ? [name] : [];
  }
  const content = contract.operations.flatMap(({ request, responses }) => [
    ...(request?.content ?? []),
    ...responses.flatMap((response) => response.content),
  ]);
  return [...new Set(content.flatMap(({ schema }) => schema ?? []))];
}

const partName = (schemaRef: string): string => schemaRef.split("/").at(-1) ?? "";

/** Of everything that a message is held against. */
function schemasOf({ operations }: Contract): readonly string[] {
  const names = new Set<string>();
  for (const { parameters, request, responses } of operations) {
    const ofResponses = responses.flatMap(({ headers, content }) => [...headers, ...content]);
    for (const { schema } of [...parameters, ...(request?.content ?? []), ...ofResponses]) {
      if (schema !== undefined) names.add(schema);
    }
  }
  return [...names];
}
