// Regression tests of the Core Rule Set that do not pass over the wire, each with its reason. The list may
// only become shorter: a test that fails and is not here fails the suite, and so does one that is here and
// passes.

export const knownFailures: ReadonlyMap<string, string> = new Map([
  [
    "920100-4",
    "expects 200 to CONNECT. We never open a way around the gateway: 501, whatever the rules say; " +
      "what it expects of the rules holds",
  ],
  [
    "920181-1",
    "expects Content-Length beside Transfer-Encoding to pass, as Apache drops the one. We refuse the " +
      "request (RFC 9112 §6.1, request smuggling), and rule 920181 tells of it in the log",
  ],
  [
    "920430-5",
    "expects a request line without a version to be read as HTTP/0.9. We refuse it: nothing in it can be " +
      "told for certain, so no rule looks at it",
  ],
  [
    "920620-1",
    "expects two Content-Type fields to be joined into one, as Apache does. We keep both, and the rule that " +
      "is written against two of them matches, as it does with nginx",
  ],
]);
