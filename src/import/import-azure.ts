// What an Azure API Management service is, as a configuration: `portcullis.yaml` with all resources, and the
// documents that it names.

import { importApis, importVersionSets } from "./import-apis.ts";
import { importBackends } from "./import-backends.ts";
import { ImportContext } from "./import-context.ts";
import { importNamedValues } from "./import-named-values.ts";
import { PolicyImport } from "./import-policies.ts";
import { importProducts, importSubscriptions } from "./import-products.ts";
import type { ImportReport } from "./import-report.ts";
import { importSchemas } from "./import-schemas.ts";
import type { ImportedResource } from "./imported-resource.ts";
import { tellWhatIsLeftOut } from "./left-out.ts";
import type { OutputFolder } from "./output-folder.ts";
import { wholeConfiguration } from "./whole-configuration.ts";

export function importAzure(resources: readonly ImportedResource[], report: ImportReport): OutputFolder {
  const context = new ImportContext(resources, report);
  if (resources.length === 0) return context.output;
  const policies = new PolicyImport(context);
  const named = importNamedValues(context);
  const { backends, pools } = importBackends(context, named.texts);
  const global = policies.document("policies", [], "global", "policies/global.xml");
  const apis = importApis(context, policies, backends);
  const products = importProducts(context, policies, apis);
  const configuration = wholeConfiguration({
    policies: global === undefined ? {} : { global },
    namedValues: named.values,
    fragments: policies.fragments(),
    schemas: importSchemas(context),
    pools,
    backends,
    versionSets: importVersionSets(context),
    apis,
    products,
    subscriptions: importSubscriptions(context, products, apis),
  });
  context.output.add("portcullis.yaml", configuration);
  tellWhatIsLeftOut(context);
  return context.output;
}
