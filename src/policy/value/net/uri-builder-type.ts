// System.UriBuilder as expressions see it.

import { defineType, type Members } from "../../type/type-definition.ts";
import { argumentNull, argumentOutOfRange } from "../clr-exception.ts";
import type { Run } from "../run.ts";
import type { Uri } from "./uri.ts";
import { UriBuilder } from "./uri-builder.ts";
import { escapePart } from "./uri-escape.ts";
import { hasScheme } from "./uri-parts.ts";
import { makeUri } from "./uri-type.ts";

type Text = string | null;

/** A text without a scheme is one of http. */
function fromText(run: Run, text: Text): UriBuilder {
  if (text === null) throw argumentNull("uri");
  return UriBuilder.from(makeUri(run, hasScheme(text) ? text : `http://${text}`));
}

function fromParts(_run: Run, scheme: Text, host: Text, port = -1, path: Text = null): UriBuilder {
  const builder = new UriBuilder();
  setScheme(builder, scheme);
  builder.host = host ?? "";
  setPort(builder, port);
  setPath(builder, path);
  return builder;
}

function setScheme(builder: UriBuilder, value: Text): void {
  const name = (value ?? "").split(":")[0] ?? "";
  builder.scheme = name.toLowerCase();
}

function setPort(builder: UriBuilder, value: number): void {
  if (value < -1 || value > 65535) {
    throw argumentOutOfRange("value", "Specified argument was out of the range of valid values.");
  }
  builder.port = value;
}

function setPath(builder: UriBuilder, value: Text): void {
  const text = value === null || value === "" ? "/" : value;
  builder.path = escapePart(text.replaceAll("\\", "/")).replaceAll("?", "%3F").replaceAll("#", "%23");
}

const marked = (mark: string, value: Text): string =>
  value === null || value === "" ? "" : `${mark}${value}`;

const properties: Members = {
  "string Scheme": (_run: Run, builder: UriBuilder) => builder.scheme,
  "set string Scheme": (_run: Run, builder: UriBuilder, value: Text) => setScheme(builder, value),
  "string Host": (_run: Run, builder: UriBuilder) => builder.host,
  "set string Host": (_run: Run, builder: UriBuilder, value: Text) => {
    builder.host = value ?? "";
  },
  "int Port": (_run: Run, builder: UriBuilder) => builder.port,
  "set int Port": (_run: Run, builder: UriBuilder, value: number) => setPort(builder, value),
  "string Path": (_run: Run, builder: UriBuilder) => builder.path,
  "set string Path": (_run: Run, builder: UriBuilder, value: Text) => setPath(builder, value),
  "string Query": (_run: Run, builder: UriBuilder) => builder.query,
  "set string Query": (_run: Run, builder: UriBuilder, value: Text) => {
    builder.query = marked("?", value);
  },
  "string Fragment": (_run: Run, builder: UriBuilder) => builder.fragment,
  "set string Fragment": (_run: Run, builder: UriBuilder, value: Text) => {
    builder.fragment = marked("#", value);
  },
  "string UserName": (_run: Run, builder: UriBuilder) => builder.userName,
  "set string UserName": (_run: Run, builder: UriBuilder, value: Text) => {
    builder.userName = value ?? "";
  },
  "string Password": (_run: Run, builder: UriBuilder) => builder.password,
  "set string Password": (_run: Run, builder: UriBuilder, value: Text) => {
    builder.password = value ?? "";
  },
  "Uri Uri": (run: Run, builder: UriBuilder) => makeUri(run, builder.toString()),
};

export const uriBuilderDefinition = defineType({
  name: "System.UriBuilder",
  kind: "class",
  isInstance: (value) => value instanceof UriBuilder,
  members: {
    "new()": () => new UriBuilder(),
    "new(string uri)": fromText,
    "new(Uri uri)": (run: Run, uri: Uri | null) => {
      if (uri === null) throw argumentNull("uri");
      return uri.isAbsolute ? UriBuilder.from(uri) : fromText(run, uri.original);
    },
    "new(string schemeName, string hostName)": (run: Run, scheme: Text, host: Text) =>
      fromParts(run, scheme, host),
    "new(string scheme, string host, int portNumber)": (run: Run, ...parts: [Text, Text, number]) =>
      fromParts(run, ...parts),
    "new(string scheme, string host, int port, string pathValue)": (
      run: Run,
      ...parts: [Text, Text, number, Text]
    ) => fromParts(run, ...parts),
    ...properties,
    "string ToString()": (run: Run, builder: UriBuilder) => {
      const text = builder.toString();
      run.allocate(text.length * 2);
      return text;
    },
  },
});
