-- Shape (b) of the layers bench: the WAF bench's POST, with a token that verifies.

require("wrk-figures")
request = require("layers-pool").post
