// Microsoft's sample documents that are refused, each with what is said of it and the reason. The list may
// only become shorter: a document that is refused and is not here fails the suite, and so does one that is
// here and is taken, or is told anything else. The same for the warnings of those that are taken although
// Azure refuses them.

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
    "Get OAuth2 access token from AAD using client id and certificate using key vault manage identity.xml",
    {
      diagnostics: ["92:136 bad-value"],
      reason: "the duration is written {{cachetime}], which is neither a named value nor a number",
    },
  ],
]);

/** Documents that Azure refuses, read by what they can only mean (docs/decision/0034): every such warning. */
export const warnedDocuments: ReadonlyMap<string, readonly string[]> = new Map([
  [
    "DELETE a from to blobStorage account.xml",
    ["26:115 called-like-a-method", "26:182 called-like-a-method"],
  ],
  ["GET a file from blobStorage account.xml", ["26:115 called-like-a-method", "26:182 called-like-a-method"]],
  ["PUT a file to blobStorage account.xml", ["27:115 called-like-a-method", "27:182 called-like-a-method"]],
  [
    "Return a blob URL signed with a user delegation SAS token.xml",
    ["61:61 text-as-number", "89:63 text-as-number"],
  ],
]);
