// System.UriBuilder: the parts of a URI, to be changed one by one.

import { ClrObject } from "../clr-object.ts";
import type { Uri } from "./uri.ts";

export class UriBuilder extends ClrObject {
  readonly clrName = "System.UriBuilder";
  scheme = "http";
  host = "localhost";
  /** -1: not said. */
  port = -1;
  path = "/";
  query = "";
  fragment = "";
  userName = "";
  password = "";

  static from(uri: Uri): UriBuilder {
    const { scheme, host, port, path, query, fragment, userInfo } = uri.parts;
    const builder = new UriBuilder();
    const [userName = "", ...rest] = userInfo.split(":");
    Object.assign(builder, { scheme, host, port, path, query, fragment, userName });
    builder.password = rest.join(":");
    return builder;
  }

  override toString(): string {
    const user = this.password === "" ? this.userName : `${this.userName}:${this.password}`;
    const at = user === "" ? "" : `${user}@`;
    const port = this.port === -1 || this.host === "" ? "" : `:${this.port}`;
    const slash = this.path !== "" && !this.path.startsWith("/") && this.host !== "" ? "/" : "";
    return `${this.scheme}://${at}${this.host}${port}${slash}${this.path}${this.query}${this.fragment}`;
  }
}
