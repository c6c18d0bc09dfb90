-- Shape (c) of the WAF bench: a GET with SQL injection.

require("wrk-figures")
request = require("waf-pool").attack
