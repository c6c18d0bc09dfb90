// References in a configuration's texts: `${env:NAME}`, `${env:NAME:-default}`, `${file:path}`,
// `${secret:NAME}`; `$${` is a literal `${`. What they resolve to may be a secret: it never enters a message.

export type ReferenceSource = {
  readonly env: (name: string) => string | undefined;
  /** The content of a file beside the configuration, or why there is none. */
  readonly file: (path: string) => { readonly text: string } | { readonly why: string };
  readonly secret: (body: string) => SecretValue;
};

export type ReferenceProblem = { readonly code: string; readonly message: string; readonly hint: string };

/** `pending` is not known yet, and will be when the configuration is read the next time. */
export type SecretValue =
  | { readonly text: string; readonly warning?: ReferenceProblem | undefined }
  | { readonly pending: true }
  | ReferenceProblem;

export type ReferenceFlaw = {
  /** Index in the text. */
  readonly at: number;
  readonly reference: string;
  readonly code: string;
  readonly message: string;
  readonly hint: string;
};

export type Resolution = {
  readonly text: string;
  /** True where any reference stood in the text. */
  readonly hasReferences: boolean;
  /** True where the text was one reference and nothing else. */
  readonly isWhole: boolean;
  readonly flaws: readonly ReferenceFlaw[];
  readonly warnings: readonly ReferenceFlaw[];
  readonly isPending: boolean;
};

const REFERENCE = /\$\$\{|\$\{([^}]*)(\}?)/g;
const ENV = /^env:([A-Za-z_][A-Za-z0-9_]*)(?::-([^]*))?$/;
const FILE = /^file:([^]+)$/;
const SECRET = /^secret:([^]*)$/;

export function resolveReferences(text: string, source: ReferenceSource): Resolution {
  const flaws: ReferenceFlaw[] = [];
  const warnings: ReferenceFlaw[] = [];
  let count = 0;
  let isPending = false;
  let isWhole = false;
  const resolved = text.replace(
    REFERENCE,
    (reference: string, body: string | undefined, end: string, at: number) => {
      if (body === undefined) return "${";
      count++;
      isWhole = reference.length === text.length;
      const value = end === "}" ? resolveOne(body, source) : unclosed;
      if ("message" in value) flaws.push({ at, reference, ...value });
      if ("pending" in value) isPending = true;
      if (!("text" in value)) return "";
      if (value.warning !== undefined) warnings.push({ at, reference, ...value.warning });
      return value.text;
    },
  );
  return { text: resolved, hasReferences: count > 0, isWhole, flaws, warnings, isPending };
}

const unclosed: ReferenceProblem = {
  code: "bad-reference",
  message: "the reference has no closing brace",
  hint: "add the }, or write $${ where the two characters themselves are meant",
};

function resolveOne(body: string, source: ReferenceSource): SecretValue {
  const secret = SECRET.exec(body);
  if (secret !== null) return source.secret(secret[1] ?? "");
  const env = ENV.exec(body);
  if (env !== null) return resolveEnv(env[1] ?? "", env[2], source);
  const file = FILE.exec(body);
  if (file !== null) return resolveFile(file[1] ?? "", source);
  return {
    code: "bad-reference",
    message: `\${${body}} is not a reference`,
    hint: /^[A-Za-z_][A-Za-z0-9_]*$/.test(body)
      ? `write \${env:${body}} for the environment variable, or $\${${body}} for the text itself`
      : "write ${env:NAME}, ${env:NAME:-default}, ${file:path} or ${secret:NAME}, or $${ where the two characters themselves are meant",
  };
}

/** As in a shell, `:-` stands in for a variable that is unset or empty. */
function resolveEnv(name: string, fallback: string | undefined, source: ReferenceSource): SecretValue {
  const value = source.env(name);
  if (fallback !== undefined && (value === undefined || value === "")) return { text: fallback };
  if (value !== undefined) return { text: value };
  return {
    code: "unset-variable",
    message: `the environment variable ${name} is not set`,
    hint: `set it, or give a default: \${env:${name}:-value}`,
  };
}

function resolveFile(path: string, source: ReferenceSource): SecretValue {
  const content = source.file(path);
  if ("text" in content) return { text: content.text.replace(/\r?\n$/, "") };
  return {
    code: "unreadable-file",
    message: `the file of \${file:${path}} cannot be used: ${content.why}`,
    hint: "the path is relative to the file that this line stands in",
  };
}
