// Which rule decides on each field of a query: by the type that it stands in and its name, `/Query/users`, or
// by its name alone, `/users`; a star at the end stands for any rest, so `/__*` is all of introspection.

import {
  type ASTVisitor,
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from "graphql";

export type FieldAction = "allow" | "remove" | "reject" | "ignore";

export type FieldRule = {
  readonly path: string;
  /** Asked only where a field matches the path. */
  readonly action: () => FieldAction;
};

export type Decision = { readonly path: string; readonly action: FieldAction };

const ROOT_TYPES = { query: "Query", mutation: "Mutation", subscription: "Subscription" };

export class FieldRules {
  readonly #rules: readonly FieldRule[];
  readonly #schema: GraphQLSchema | undefined;

  constructor(rules: readonly FieldRule[], schema: GraphQLSchema | undefined) {
    this.#rules = rules;
    this.#schema = schema;
  }

  /** The fields that a rule is about. */
  actions(document: DocumentNode): ReadonlyMap<FieldNode, Decision> {
    const decisions = new Map<FieldNode, Decision>();
    if (this.#rules.length === 0) return decisions;
    const decide = (field: FieldNode, type: string | undefined): undefined => {
      const decision = this.#decide(field.name.value, type);
      if (decision !== undefined) decisions.set(field, decision);
    };
    if (this.#schema === undefined) visit(document, rootTypesVisitor(decide));
    else {
      const info = new TypeInfo(this.#schema);
      visit(
        document,
        visitWithTypeInfo(info, { Field: (field: FieldNode) => decide(field, info.getParentType()?.name) }),
      );
    }
    return decisions;
  }

  #decide(name: string, type: string | undefined): Decision | undefined {
    const isIntrospection = name.startsWith("__");
    for (const { path, action } of this.#rules) {
      const isMatch =
        matches(path, `/${name}`) ||
        (type !== undefined && !isIntrospection && matches(path, `/${type}/${name}`));
      if (!isMatch) continue;
      const decided = action();
      if (decided !== "ignore")
        return { path: type === undefined ? name : `${type}.${name}`, action: decided };
    }
    return undefined;
  }
}

function matches(pattern: string, path: string): boolean {
  return pattern.endsWith("*") ? path.startsWith(pattern.slice(0, -1)) : path === pattern;
}

/** The type of the fields of an operation itself; below them nothing is known. */
function rootTypesVisitor(decide: (field: FieldNode, type: string | undefined) => undefined): ASTVisitor {
  const types: (string | undefined)[] = [];
  return {
    OperationDefinition: {
      enter: ({ operation }) => void types.push(ROOT_TYPES[operation]),
      leave: () => void types.pop(),
    },
    FragmentDefinition: {
      enter: ({ typeCondition }) => void types.push(typeCondition.name.value),
      leave: () => void types.pop(),
    },
    InlineFragment: {
      enter: ({ typeCondition }) => void types.push(typeCondition?.name.value ?? types.at(-1)),
      leave: () => void types.pop(),
    },
    Field: {
      enter: (field) => {
        decide(field, types.at(-1));
        types.push(undefined);
      },
      leave: () => void types.pop(),
    },
  };
}
