-- Shape (b) of the WAF bench: a browser's POST of a JSON order.

require("wrk-figures")
request = require("waf-pool").post
