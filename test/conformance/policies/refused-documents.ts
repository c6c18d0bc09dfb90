// Microsoft's sample documents that are refused, each with what is said of it and the reason. The list may
// only become shorter: a document that is refused and is not here fails the suite, and so does one that is
// here and is taken, or is told anything else.

export type RefusedDocument = { readonly diagnostics: readonly string[]; readonly reason: string };

export const refusedDocuments: ReadonlyMap<string, RefusedDocument> = new Map([
  [
    "Call out to an HTTP endpoint and cache the response.policy.xml",
    {
      diagnostics: ["41:73 unterminated-string"],
      reason:
        "an XML formatter has eaten the greater part of an expression; no C# can be made of what is left",
    },
  ],
  [
    "DELETE a from to blobStorage account.xml",
    {
      diagnostics: ["26:115 not-callable", "26:182 not-callable"],
      reason: "calls MatchedParameters, which is a property; a C# compiler refuses it too (CS1955)",
    },
  ],
  [
    "GET a file from blobStorage account.xml",
    {
      diagnostics: ["26:115 not-callable", "26:182 not-callable"],
      reason: "calls MatchedParameters, which is a property; a C# compiler refuses it too (CS1955)",
    },
  ],
  [
    "Get OAuth2 access token from AAD using client id and certificate using key vault manage identity.xml",
    {
      diagnostics: ["92:136 bad-value"],
      reason: "the duration is written {{cachetime}], which is neither a named value nor a number",
    },
  ],
  [
    "PUT a file to blobStorage account.xml",
    {
      diagnostics: ["27:115 not-callable", "27:182 not-callable"],
      reason: "calls MatchedParameters, which is a property; a C# compiler refuses it too (CS1955)",
    },
  ],
  [
    "Return a blob URL signed with a user delegation SAS token.xml",
    {
      diagnostics: ["61:50 no-overload", "89:52 no-overload"],
      reason: "passes a string to AddSeconds, which takes a double; a C# compiler refuses it too (CS1503)",
    },
  ],
]);
