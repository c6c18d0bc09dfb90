// Where versions of the Core Rule Set lie, seen from the folder that a node is started in.

export const DEFAULT_CRS_DIR = ".portcullis/crs";
