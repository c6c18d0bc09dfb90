// Schemas of the service that policies name by id: read when they are first asked for, which is where a
// configuration is taken up, and kept.

import { ContractValidators } from "#contract/contract-validators.ts";
import { readJsonSchema } from "#contract/read-json-schema.ts";
import { XmlSchemaValidator } from "#contract/xml-schema.ts";
import type { ServiceSchemaSpec } from "#snapshot/policy-spec.ts";

export type NamedSchema = { readonly validators: ContractValidators; readonly name: string };

export class ServiceSchemas {
  readonly #specs: ReadonlyMap<string, ServiceSchemaSpec>;
  readonly #json = new Map<string, NamedSchema | undefined>();
  readonly #xml = new Map<string, XmlSchemaValidator | Promise<XmlSchemaValidator | undefined> | undefined>();

  constructor(specs: readonly ServiceSchemaSpec[]) {
    this.#specs = new Map(specs.map((spec) => [spec.id, spec]));
  }

  /** Undefined where there is no schema of JSON of that id, or it cannot be read. */
  json(id: string, part: string | undefined): NamedSchema | undefined {
    const key = `${id}\n${part ?? ""}`;
    if (this.#json.has(key)) return this.#json.get(key);
    const read = this.#readJson(id, part);
    this.#json.set(key, read);
    return read;
  }

  #readJson(id: string, part: string | undefined): NamedSchema | undefined {
    const spec = this.#specs.get(id);
    if (spec?.kind !== "json") return undefined;
    const { contract, name } = readJsonSchema(spec.text, spec.file, part);
    return contract === undefined ? undefined : { validators: new ContractValidators(contract), name };
  }

  /** A promise until it was read once. */
  xml(id: string): XmlSchemaValidator | undefined | Promise<XmlSchemaValidator | undefined> {
    if (this.#xml.has(id)) return this.#xml.get(id);
    const spec = this.#specs.get(id);
    if (spec?.kind !== "xml") return undefined;
    const reading = this.#readXml(id, spec.text);
    this.#xml.set(id, reading);
    return reading;
  }

  async #readXml(id: string, text: string): Promise<XmlSchemaValidator | undefined> {
    const read = await XmlSchemaValidator.read(text);
    const validator = read instanceof XmlSchemaValidator ? read : undefined;
    this.#xml.set(id, validator);
    return validator;
  }

  /** The library keeps schemas in memory of its own. */
  close(): void {
    for (const validator of this.#xml.values()) {
      if (validator instanceof XmlSchemaValidator) validator.dispose();
    }
    this.#xml.clear();
  }
}
