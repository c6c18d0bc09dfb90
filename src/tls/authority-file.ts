// Where a local authority keeps the certificate that clients are to trust.

/** In the authority's folder; what `curl --cacert` takes. */
export const AUTHORITY_FILE = "authority.pem";
