-- Holds of two seats each that nobody has held yet: the first pair of each event, the second of each,
-- and so on. To be used with one thread.
-- Arguments: the first pair's number, and the ids of the events.
local events = {}
local first
local sent = 0

function init(args)
  first = tonumber(args[1])
  for i = 2, #args do
    events[i - 1] = args[i]
  end
end

local form = 'POST /api/v1/events/%s/holds HTTP/1.1\r\nHost: holdfast\r\n'
  .. 'Content-Type: application/json\r\nContent-Length: 45\r\n\r\n'
  .. '{"seats":[{"id":"S%06d"},{"id":"S%06d"}]}'

function request()
  local seat = 2 * (first + math.floor(sent / #events))
  local event = events[sent % #events + 1]
  sent = sent + 1
  return form:format(event, seat, seat + 1)
end
