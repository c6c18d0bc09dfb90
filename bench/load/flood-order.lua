-- The orders of the flood bench, one after the other, from the file that the environment names.

require("wrk-figures")
local file = io.open(os.getenv("FLOOD_ORDER"), "rb")
local text = file:read("*a")
file:close()

local orders = {}
for order in text:gmatch("([^%z]+)%z") do
  orders[#orders + 1] = order
end
local at = 0

function request()
  at = at % #orders + 1
  return orders[at]
end
