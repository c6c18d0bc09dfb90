// The policy `validate-content`: bodies.

import {
  bool,
  everyScope,
  integer,
  oneOf,
  type PolicyDefinition,
  text,
  validationAction,
  variableName,
} from "./schema.ts";

/**
 * Looks at the size, the media type and, with schemas, the content of a body.
 *
 * Example:
 *     <validate-content unspecified-content-type-action="prevent" max-size="102400"
 *       size-exceeded-action="prevent">
 *       <content type="application/json" validate-as="json" action="prevent" />
 *     </validate-content>
 */
export const validateContent: PolicyDefinition = {
  name: "validate-content",
  sections: ["inbound", "outbound", "on-error"],
  scopes: everyScope,
  attributes: [
    {
      name: "unspecified-content-type-action",
      takes: validationAction,
      allowsExpression: true,
      isRequired: true,
      meaning: "what is done with media types that the API does not name",
    },
    {
      name: "max-size",
      takes: integer(0, 4194304),
      allowsExpression: true,
      isRequired: true,
      meaning: "bytes that are looked at, up to 4 MiB",
    },
    {
      name: "size-exceeded-action",
      takes: validationAction,
      allowsExpression: true,
      isRequired: true,
      meaning: "what is done with larger bodies",
    },
    { name: "errors-variable-name", takes: variableName, meaning: "variable for the list of errors" },
  ],
  children: [
    {
      element: {
        name: "content-type-map",
        meaning: "Media types that are taken for others.",
        attributes: [
          { name: "any-content-type-value", takes: text, meaning: "what every media type is taken for" },
          {
            name: "missing-content-type-value",
            takes: text,
            meaning: "what a body without one is taken for",
          },
        ],
        children: [
          {
            element: {
              name: "type",
              meaning: "One that is taken for another.",
              attributes: [
                { name: "from", takes: text, allowsExpression: true, meaning: "media type of the message" },
                {
                  name: "to",
                  takes: text,
                  allowsExpression: true,
                  isRequired: true,
                  meaning: "what it is taken for",
                },
                {
                  name: "when",
                  takes: bool,
                  allowsExpression: true,
                  meaning: "whether the message is of that media type",
                },
              ],
            },
            isMany: true,
          },
        ],
      },
    },
    {
      element: {
        name: "content",
        meaning: "How bodies of a media type are looked at.",
        attributes: [
          { name: "type", takes: text, meaning: "the media type; any without it" },
          {
            name: "validate-as",
            takes: oneOf("json", "xml", "soap"),
            isRequired: true,
            meaning: "as what it is read",
          },
          {
            name: "action",
            takes: validationAction,
            allowsExpression: true,
            meaning: "what is done with what is wrong",
          },
          { name: "schema-id", takes: text, meaning: "schema of the service" },
          { name: "schema-ref", takes: text, meaning: "schema of the API" },
          {
            name: "allow-additional-properties",
            takes: bool,
            meaning: "whether objects may have more properties than the schema says",
          },
          {
            name: "case-insensitive-property-names",
            takes: bool,
            default: "false",
            meaning: "whether names match in either case",
          },
        ],
      },
      isMany: true,
    },
  ],
};
