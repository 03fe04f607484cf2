-- What wrk runs. BENCH_COOKIE signs every request in; BENCH_TOKEN makes it a reply, each with
-- words and a send-once key of its own. At the end one line of JSON goes to standard output.

local letters = "0123456789abcdefghjkmnpqrstvwxyz"
local cookie = os.getenv("BENCH_COOKIE")
local token = os.getenv("BENCH_TOKEN")
local run = os.getenv("BENCH_RUN") or "0000000"
local count = 0

if cookie then wrk.headers["Cookie"] = cookie end
if token then
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
end

local function key(number)
  local text = ""
  for _ = 1, 6 do
    local at = number % 32 + 1
    text = letters:sub(at, at) .. text
    number = math.floor(number / 32)
  end
  return run .. text
end

local words = "We+tried+this+on+*Tuesday*+with+two+families+and+a+home+care+manager." ..
  "%0D%0A%0D%0A-+ask+who+is+missing%0D%0A-+write+down+what+they+said%0D%0A%0D%0A" ..
  "It+took+**forty+minutes**+and+changed+the+question+we+were+asking.+Notes+are+at+" ..
  "https%3A%2F%2Fexample.org%2Fnotes+for+anyone+who+wants+them.+Number+"

if token then
  request = function()
    count = count + 1
    local body = "csrf_token=" .. token .. "&submission=" .. key(count) ..
      "&body=" .. words .. count .. "+of+" .. run
    return wrk.format(nil, nil, nil, body)
  end
end

function done(summary, latency, _)
  local errors = summary.errors
  io.write(string.format(
    '\n{"requests": %d, "seconds": %.6f, "p50_ms": %.3f, "p95_ms": %.3f, "failed": %d}\n',
    summary.requests, summary.duration / 1e6,
    latency:percentile(50) / 1000, latency:percentile(95) / 1000,
    errors.status + errors.connect + errors.read + errors.write + errors.timeout))
end
