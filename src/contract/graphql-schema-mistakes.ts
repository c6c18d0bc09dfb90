// What is wrong with a schema of GraphQL, and where.

import { buildASTSchema, type DocumentNode, GraphQLError, parse, validateSchema } from "graphql";

export type SchemaMistake = { readonly line: number; readonly column: number; readonly message: string };

/** Empty where queries can be held against it. */
export function graphqlMistakes(text: string): readonly SchemaMistake[] {
  let document: DocumentNode;
  try {
    document = parse(text);
  } catch (error) {
    return [located(error, text)];
  }
  try {
    return validateSchema(buildASTSchema(document)).map((error) => located(error, text));
  } catch (error) {
    // Mistakes of the document come as one text, without places.
    const messages = error instanceof Error ? error.message.split("\n\n") : [];
    return messages.map((message) => ({ ...placeOfName(message, text), message }));
  }
}

function located(error: unknown, text: string): SchemaMistake {
  if (!(error instanceof GraphQLError)) throw error;
  const [first] = error.locations ?? [];
  return { ...(first ?? placeOfName(error.message, text)), message: error.message };
}

/** Of the last place where the name stands that the message has first: the mistake is a use more often. */
function placeOfName(message: string, text: string): { readonly line: number; readonly column: number } {
  const name = /"([A-Za-z_]\w*)/.exec(message)?.[1];
  const uses = [...text.matchAll(/[A-Za-z_]\w*/g)].filter(([word]) => word === name);
  const before = text.slice(0, uses.at(-1)?.index ?? 0).split("\n");
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
