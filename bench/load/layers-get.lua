-- Shape (a) of the layers bench: the WAF bench's GET, with a token that verifies.

require("wrk-figures")
request = require("layers-pool").get
