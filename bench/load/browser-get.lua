-- Shape (a): a browser's GET of one of 100,000 items, from 512 callers.

require("wrk-figures")
local seeded = require("seeded")
local browser_fields = require("browser-fields")

local callers = {}

function init()
  for i = 1, 512 do
    callers[i] = browser_fields() .. "\r\n"
  end
end

function request()
  return "GET /api/items/" .. seeded.number(100000) .. "?expand=owner&limit=20 HTTP/1.1\r\n"
    .. callers[seeded.number(512)]
end
