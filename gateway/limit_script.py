"""The script every request runs in Redis: counts it against its limits, and reads a mark.

Moving windows, exactly as the `limits` library counts them (a list of the moments of the last
`amount` requests, the newest first), but every limit of a group in one call, all or none counted,
by Redis' own clock. The mark says whether a session's kept token still counts.
"""

from dataclasses import dataclass

from gateway.redis_line import RedisAway, Script, Value

# KEYS: one per limit, then the mark if there is one.
# ARGV: the mark's expected value; 1 to say what is left, else 0; then amount and seconds per limit.
# Answer: mark holds, number of the limit reached or 0, and per limit told of: left, milliseconds.
COUNT = Script("""
local holds = 0
local many = (#ARGV - 2) / 2
if #KEYS > many and redis.call('GET', KEYS[#KEYS]) == ARGV[1] then holds = 1 end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
for i = 1, many do
  local amount, window = tonumber(ARGV[2 * i + 1]), ARGV[2 * i + 2] * 1000
  local oldest = redis.call('LINDEX', KEYS[i], amount - 1)
  if oldest and tonumber(oldest) > now - window then
    return {holds, i, 0, oldest + window - now}
  end
end
local answer = {holds, 0}
for i = 1, many do
  local amount, window = tonumber(ARGV[2 * i + 1]), ARGV[2 * i + 2] * 1000
  local length = redis.call('LPUSH', KEYS[i], now)
  if length > amount then
    redis.call('RPOP', KEYS[i])
    length = amount
  end
  redis.call('PEXPIRE', KEYS[i], window)
  if ARGV[2] == '1' then
    local low, high = 0, length - 1
    while low < high do
      local middle = math.ceil((low + high) / 2)
      if tonumber(redis.call('LINDEX', KEYS[i], middle)) > now - window then
        low = middle
      else
        high = middle - 1
      end
    end
    answer[#answer + 1] = amount - low - 1
    answer[#answer + 1] = redis.call('LINDEX', KEYS[i], low) + window - now
  end
end
return answer
""")

# Takes back what was counted last under each key: of the same sender, a moment more or less.
GIVE_BACK = Script("for i = 1, #KEYS do redis.call('LPOP', KEYS[i]) end return #KEYS")

READ = Script("return redis.call('MGET', unpack(KEYS))")


@dataclass(frozen=True, slots=True)
class Counted:
    """What the script found; `left` has (remaining, milliseconds) per limit that it tells of."""

    mark_holds: bool
    reached: int
    left: list[tuple[int, int]]


def read_counted(answer: Value) -> Counted:
    """Return the script's answer as it is meant; raises `RedisAway` for any other."""
    if not isinstance(answer, list) or len(answer) < 2 or len(answer) % 2:
        raise RedisAway("answer")
    numbers = [value for value in answer if isinstance(value, int)]
    if len(numbers) != len(answer):
        raise RedisAway("answer")
    left = list(zip(numbers[2::2], numbers[3::2], strict=True))
    return Counted(numbers[0] == 1, numbers[1], left)
