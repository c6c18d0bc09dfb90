// IUrl.

import { defaultPort } from "#kernel/default-port.ts";
import { ClrException } from "../clr-exception.ts";
import { Uri } from "../net/uri.ts";
import type { Run } from "../run.ts";
import type { UrlModel } from "./context-model.ts";
import { ContextObject } from "./context-object.ts";
import { modelType } from "./property-members.ts";

class Url extends ContextObject<UrlModel> {
  constructor(model: UrlModel) {
    super("IUrl", model);
  }

  override toString(): string {
    return urlText(this.model);
  }
}

/** The port stands only where it is not the scheme's own. */
function urlText(model: UrlModel): string {
  const port = model.port === defaultPort(model.scheme) ? "" : `:${model.port}`;
  return `${model.scheme}://${model.host}${port}${model.path}${model.queryString}`;
}

export function urlObject(model: UrlModel | null): Url | null {
  return model === null ? null : new Url(model);
}

export const urlType = modelType<UrlModel>(
  "IUrl",
  {
    "string Host": (model) => model.host,
    "string Path": (model) => model.path,
    "int Port": (model) => model.port,
    "IReadOnlyDictionary<string, string[]> Query": (model) => model.query,
    "string QueryString": (model) => model.queryString,
    "string Scheme": (model) => model.scheme,
  },
  {
    "Uri ToUri()": (_run: Run, self: ContextObject<UrlModel>) => {
      const uri = Uri.parse(urlText(self.model));
      if (uri !== undefined) return uri;
      throw new ClrException(
        "System.UriFormatException",
        "Invalid URI: The format of the URI could not be determined.",
      );
    },
  },
);
