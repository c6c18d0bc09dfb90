// A query without some of its fields, and without what is then of no use: empty selections, fragments that
// nothing spreads, variables that nothing reads. A server would refuse a query that held them.

import { type DocumentNode, type FieldNode, Kind, type OperationDefinitionNode, visit } from "graphql";

/** Undefined where nothing is left of an operation. */
export function removeFields(
  document: DocumentNode,
  isRemoved: (field: FieldNode) => boolean,
): DocumentNode | undefined {
  // Only nodes that stay the same object can be looked up, so all are judged on the way in.
  let left: DocumentNode = visit(document, {
    Field: { enter: (field) => (isRemoved(field) ? null : undefined) },
  });
  for (;;) {
    const empty = emptyFragments(left);
    const next: DocumentNode = visit(left, {
      Field: { leave: (field) => (field.selectionSet?.selections.length === 0 ? null : undefined) },
      InlineFragment: {
        leave: (fragment) => (fragment.selectionSet.selections.length === 0 ? null : undefined),
      },
      FragmentSpread: { leave: (spread) => (empty.has(spread.name.value) ? null : undefined) },
      FragmentDefinition: { leave: (definition) => (empty.has(definition.name.value) ? null : undefined) },
    });
    if (next === left) break;
    left = next;
  }
  const isEmpty = left.definitions.some(
    (definition) =>
      definition.kind === Kind.OPERATION_DEFINITION && definition.selectionSet.selections.length === 0,
  );
  return isEmpty ? undefined : withoutUnused(left);
}

function emptyFragments(document: DocumentNode): ReadonlySet<string> {
  const names = new Set<string>();
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.FRAGMENT_DEFINITION) continue;
    if (definition.selectionSet.selections.length === 0) names.add(definition.name.value);
  }
  return names;
}

/** Fragments go one after the other: one may have been spread in another only. */
function withoutUnused(document: DocumentNode): DocumentNode {
  let left = document;
  for (;;) {
    const spread = new Set<string>();
    visit(left, { FragmentSpread: ({ name }) => void spread.add(name.value) });
    const next: DocumentNode = visit(left, {
      FragmentDefinition: (definition) => (spread.has(definition.name.value) ? undefined : null),
    });
    if (next === left) break;
    left = next;
  }
  const inFragments = new Set<string>();
  for (const definition of left.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) readVariables(definition, inFragments);
  }
  return visit(left, {
    OperationDefinition: (operation) => withoutVariables(operation, inFragments),
  });
}

function withoutVariables(
  operation: OperationDefinitionNode,
  inFragments: ReadonlySet<string>,
): OperationDefinitionNode {
  const used = new Set(inFragments);
  readVariables({ ...operation, variableDefinitions: [] }, used);
  const variableDefinitions = (operation.variableDefinitions ?? []).filter(({ variable }) =>
    used.has(variable.name.value),
  );
  return { ...operation, variableDefinitions };
}

function readVariables(node: Parameters<typeof visit>[0], into: Set<string>): void {
  visit(node, { Variable: ({ name }) => void into.add(name.value) });
}
