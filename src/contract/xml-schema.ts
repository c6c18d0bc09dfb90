// XML bodies against XML Schema, by libxml2 (WebAssembly): loaded when the first schema is read. Documents
// with a DTD are refused before they are parsed, and nothing is ever fetched.

import type { ErrorDetail, XmlDocument, XsdValidator } from "libxml2-wasm";
import { defaultLimits } from "#kernel/limits.ts";
import { schemaRisks } from "./xml/schema-risks.ts";
import { soapBody } from "./xml/soap-body.ts";

type Library = typeof import("libxml2-wasm");

export type XmlError = {
  /** 0 where none is known. */
  readonly line: number;
  readonly message: string;
};

const decoder = new TextDecoder("utf-8", { fatal: true });

/** One schema, until it is disposed of. */
export class XmlSchemaValidator {
  readonly #library: Library;
  readonly #validator: XsdValidator;

  private constructor(library: Library, validator: XsdValidator) {
    this.#library = library;
    this.#validator = validator;
  }

  /**
   * Errors where the text is no schema; includes and imports are not followed, and make it none. Nor is one
   * taken by which senders could choose how long their documents take.
   */
  static async read(schema: string): Promise<XmlSchemaValidator | readonly XmlError[]> {
    const library = await import("libxml2-wasm");
    const document = parse(library, Buffer.from(schema, "utf8"));
    if (Array.isArray(document)) return document;
    try {
      const risks = schemaRisks(document.root);
      if (risks.length > 0) return risks.slice(0, defaultLimits.contract.maxErrors);
      return new XmlSchemaValidator(library, library.XsdValidator.fromDoc(document));
    } catch (error) {
      return errorsOf(library, error);
    } finally {
      document.dispose();
    }
  }

  /**
   * Empty where the body is XML and fits; at most `maxErrors`. With `soap` the body of its envelope must
   * fit.
   */
  validate(body: Uint8Array, as: "xml" | "soap"): readonly XmlError[] {
    const document = parse(this.#library, body);
    if (Array.isArray(document)) return document;
    try {
      if (as === "xml") this.#validator.validate(document);
      else {
        const payload = soapBody(document);
        if (typeof payload === "string") return [{ line: 0, message: payload }];
        this.#validator.validate(payload);
      }
      return [];
    } catch (error) {
      return errorsOf(this.#library, error);
    } finally {
      document.dispose();
    }
  }

  dispose(): void {
    this.#validator.dispose();
  }
}

function parse(library: Library, bytes: Uint8Array): XmlDocument | XmlError[] {
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    return [{ line: 0, message: "it is not UTF-8" }];
  }
  if (hasDoctype(text)) return [{ line: 0, message: "document type declarations are refused" }];
  try {
    return library.XmlDocument.fromString(text, { option: library.ParseOption.XML_PARSE_NONET });
  } catch (error) {
    return [...errorsOf(library, error)];
  }
}

/** It can only stand before the first element, among declarations and comments. */
function hasDoctype(text: string): boolean {
  for (let at = 0; ; ) {
    const next = text.indexOf("<", at);
    if (next < 0) return false;
    if (text.startsWith("<!--", next)) at = endOf(text, "-->", next + 4);
    else if (text.startsWith("<?", next)) at = endOf(text, "?>", next);
    else return text.startsWith("<!", next);
  }
}

function endOf(text: string, mark: string, from: number): number {
  const end = text.indexOf(mark, from);
  return end < 0 ? text.length : end + mark.length;
}

function errorsOf(library: Library, error: unknown): readonly XmlError[] {
  if (!(error instanceof library.XmlLibError)) throw error;
  const details: readonly ErrorDetail[] = error.details;
  const found = details.map(
    ({ line, message }): XmlError => ({ line, message: message.trim().slice(0, 500) }),
  );
  const shown = found.length > 0 ? found : [{ line: 0, message: error.message.trim().slice(0, 500) }];
  return shown.slice(0, defaultLimits.contract.maxErrors);
}
