// What stands behind `secret:` in a reference: `NAME`, `NAME@VERSION`, and with a provider's name before it
// `PROVIDER/NAME`, where the name may be a path and may name a field: `corp/apps/shop#password@3`.

export type SecretReference = {
  /** Undefined for the local vault. */
  readonly provider: string | undefined;
  readonly name: string;
  /** Of a provider whose secrets have several. */
  readonly field: string | undefined;
  readonly version: string | undefined;
};

const LOCAL = /^([A-Za-z_][A-Za-z0-9_.-]{0,126})(?:@([1-9][0-9]{0,8}))?$/;
const REMOTE =
  /^([A-Za-z0-9][A-Za-z0-9_.-]{0,62})\/((?:[A-Za-z0-9_.-]+\/)*[A-Za-z0-9_.-]+)(?:#([A-Za-z0-9_.-]+))?(?:@([A-Za-z0-9]{1,64}))?$/;

/** Undefined where the text is no reference. */
export function readSecretReference(text: string): SecretReference | undefined {
  const local = LOCAL.exec(text);
  if (local !== null) {
    return { provider: undefined, name: local[1] ?? "", field: undefined, version: local[2] };
  }
  const [, provider, name = "", field, version] = REMOTE.exec(text) ?? [];
  const hasDots = name.split("/").some((part) => /^\.+$/.test(part));
  return provider === undefined || hasDots || text.length > 512
    ? undefined
    : { provider, name, field, version };
}

export function secretReferenceText({ provider, name, field, version }: SecretReference): string {
  const before = provider === undefined ? "" : `${provider}/`;
  return `${before}${name}${field === undefined ? "" : `#${field}`}${version === undefined ? "" : `@${version}`}`;
}
