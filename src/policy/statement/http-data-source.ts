// The policy `http-data-source`: GraphQL fields over HTTP.

import { authenticationCertificate } from "./authentication-certificate.ts";
import { findAndReplace } from "./find-and-replace.ts";
import { forwardRequest } from "./forward-request.ts";
import { getAuthorizationContext } from "./get-authorization-context.ts";
import { includeFragment } from "./include-fragment.ts";
import { publishEvent } from "./publish-event.ts";
import { type PolicyDefinition, text } from "./schema.ts";
import { setBackendService } from "./set-backend-service.ts";
import { setBody } from "./set-body.ts";
import { setHeader } from "./set-header.ts";
import { setMethod } from "./set-method.ts";
import { xmlToJson } from "./xml-to-json.ts";

/**
 * Resolves a field of a GraphQL schema by an HTTP request. It is the root of a document of its own.
 *
 * Example:
 *     <http-data-source>
 *       <http-request>
 *         <set-method>GET</set-method>
 *         <set-url>https://data.example.com</set-url>
 *       </http-request>
 *     </http-data-source>
 */
export const httpDataSource: PolicyDefinition = {
  name: "http-data-source",
  sections: [],
  scopes: ["resolver"],
  children: [
    {
      element: {
        name: "http-request",
        meaning: "The request.",
        children: [
          { element: getAuthorizationContext },
          { element: setBackendService },
          { element: includeFragment, isMany: true },
          { element: setMethod, isRequired: true },
          {
            element: {
              name: "set-url",
              meaning: "Address that is called.",
              content: { kind: "text", takes: text, allowsExpression: true },
            },
            isRequired: true,
          },
          { element: setHeader, isMany: true },
          { element: setBody },
          { element: authenticationCertificate },
        ],
      },
      isRequired: true,
    },
    { element: { name: "backend", meaning: "How it is sent.", children: [{ element: forwardRequest }] } },
    {
      element: {
        name: "http-response",
        meaning: "What becomes of the response.",
        children: [
          { element: setBody },
          { element: xmlToJson },
          { element: findAndReplace, isMany: true },
          { element: publishEvent, isMany: true },
          { element: includeFragment, isMany: true },
        ],
      },
    },
  ],
};
