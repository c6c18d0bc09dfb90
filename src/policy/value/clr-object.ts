// What every object of the value library answers: its CLR type, its text, and equality.

export abstract class ClrObject {
  /** As `GetType().FullName` prints it. */
  abstract readonly clrName: string;

  /** Object.ToString(): the type's name where a class does not say better. */
  toString(): string {
    return this.clrName;
  }

  /** Object.Equals; `other` is in object representation and not null. */
  equals(other: unknown): boolean {
    return this === other;
  }

  /** Object.GetHashCode as a key for equal values: equal objects have equal keys. Never shown. */
  hashKey(): unknown {
    return this;
  }
}
