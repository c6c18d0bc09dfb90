// Policy documents and fragments: each becomes a file as it stood, and what is wrong with it is told.

import type { Place } from "#kernel/diagnostic.ts";
import { checkPolicyDocument, type Scope } from "#policy/check-document.ts";
import { type ImportContext, nameOf } from "./import-context.ts";
import type { ImportedResource, ImportedText } from "./imported-resource.ts";
import { pathName } from "./output-folder.ts";
import type { YamlValue } from "./yaml-value.ts";

export class PolicyImport {
  readonly #context: ImportContext;
  readonly #fragments: ReadonlySet<string>;
  readonly #backends: ReadonlySet<string>;
  readonly #schemas: ReadonlyMap<string, string>;

  constructor(context: ImportContext) {
    this.#context = context;
    this.#fragments = new Set(context.all(["policyFragments"]).map(nameOf));
    this.#backends = new Set(context.all(["backends"]).map(nameOf));
    const schemas = context.all(["schemas"]);
    this.#schemas = new Map(
      schemas.map((one) => [nameOf(one), (one.properties.text("schemaType") ?? "").toLowerCase()]),
    );
  }

  /**
   * The path of the document that belongs to these names; undefined where there is none.
   * @param type `apis/policies`
   * @param file where it goes: `policies/orders.xml`
   */
  document(type: string, names: readonly string[], scope: Scope, file: string): string | undefined {
    const [resource] = this.#context
      .all([type], ...names)
      .filter((each) => each.names.length === names.length + 1);
    const text = resource === undefined ? undefined : this.#textOf(resource);
    if (text === undefined) return undefined;
    this.#check(text, scope);
    return this.#context.output.add(file, withLineEnd(text.text));
  }

  /** Paths of all fragments by id. */
  fragments(): Readonly<Record<string, YamlValue>> {
    const found = this.#context.all(["policyFragments"]).flatMap((resource): [string, YamlValue][] => {
      const text = this.#textOf(resource);
      if (text === undefined) return [];
      this.#check(text, undefined);
      const file = `policies/fragments/${pathName(nameOf(resource))}.xml`;
      return [[nameOf(resource), this.#context.output.add(file, withLineEnd(text.text))]];
    });
    return Object.fromEntries(found);
  }

  #textOf({ content, properties, place }: ImportedResource): ImportedText | undefined {
    if (content !== undefined) return content;
    const { report } = this.#context;
    const text = properties.text("value");
    const at = properties.placeOf("value");
    if (text === undefined) {
      report.unsupported(place, "no-document", "the policy document is missing", "add it by hand");
      return undefined;
    }
    if ((properties.text("format") ?? "").endsWith("-link")) {
      const hint = "fetch the document, and put it where the link stands";
      report.unsupported(
        at,
        "linked-document",
        "the document is somewhere else: only its link is here",
        hint,
      );
      return undefined;
    }
    if (properties.isUnresolved("value")) {
      const hint = "give its parameters default values, or import the extract of a service";
      report.unsupported(at, "unresolved-document", "the document is known to a deployment only", hint);
      return undefined;
    }
    return { text, extension: "", placeAt: () => at };
  }

  #check({ text, placeAt }: ImportedText, scope: Scope | undefined): void {
    const { report } = this.#context;
    const known = { fragments: this.#fragments, backends: this.#backends, schemas: this.#schemas };
    const options = { scope, ...known };
    for (const found of checkPolicyDocument(text, "", options)) {
      const place = placeAt(found.line, found.column);
      const message = inDocument(found, place, found.message);
      if (found.severity === "error") report.unsupported(place, found.code, message, found.hint);
      else report.note(place, found.code, message, found.hint);
    }
    const token = /\{#\[?[^#}]*\]?#\}/.exec(text);
    if (token === null) return;
    const before = text.slice(0, token.index).split("\n");
    const place = placeAt(before.length, (before.at(-1)?.length ?? 0) + 1);
    const message = `the token ${token[0]} of apiops still stands in the document`;
    report.unsupported(place, "token", message, "import what the publisher made of it, or write its value");
  }
}

/** Of a document inside a property the place is the property's: that in the document is told beside it. */
function inDocument(found: Place, place: Place, message: string): string {
  const isOwn = place.line === found.line && place.column === found.column;
  return isOwn ? message : `${message} (line ${found.line}, column ${found.column} of the document)`;
}

const withLineEnd = (text: string): string => (text.endsWith("\n") ? text : `${text}\n`);
