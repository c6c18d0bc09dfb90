// What the tokenizer finds in a text of XML.

export const XML_NAMESPACE = "http://www.w3.org/XML/1998/namespace";
export const XMLNS_NAMESPACE = "http://www.w3.org/2000/xmlns/";

export type XmlAttributeToken = {
  readonly prefix: string;
  readonly local: string;
  readonly namespace: string;
  readonly value: string;
};

export type XmlToken = XmlTokenContent & {
  /** Elements around it. */
  readonly depth: number;
  /** Where the name or content starts in the text. */
  readonly at: number;
};

export type XmlTokenContent =
  | {
      readonly kind: "declaration";
      readonly value: string;
      readonly attributes: readonly XmlAttributeToken[];
    }
  | {
      readonly kind: "element";
      readonly prefix: string;
      readonly local: string;
      readonly namespace: string;
      readonly attributes: readonly XmlAttributeToken[];
      readonly isEmpty: boolean;
    }
  | { readonly kind: "end"; readonly prefix: string; readonly local: string; readonly namespace: string }
  | { readonly kind: "text" | "whitespace" | "significant" | "cdata" | "comment"; readonly value: string }
  | { readonly kind: "instruction"; readonly target: string; readonly value: string };
