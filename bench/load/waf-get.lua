-- Shape (a) of the WAF bench: a browser's GET.

require("wrk-figures")
request = require("waf-pool").get
