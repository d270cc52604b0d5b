package dev.holdfast.redis.store;

import dev.holdfast.redis.Script;

/// All that is done to an event in Redis. Each script runs as one step.
///
/// An event may be used only while its head is there and was written by the server that runs now:
/// one that was restarted, or a replica that took over, may have lost what was acknowledged, and
/// waits for the event to be opened anew. So does one that a version has left here which did not
/// keep the event's settings.
///
/// @param read what is known of an event, and if told so, makes what was sent before too late
/// @param dump all that a state is restored from
/// @param commit writes, if the event is where it was when it was read
/// @param raw the head and the open holds, whatever state they are in, and the time
/// @param open writes, if the event is as it was in `raw`
/// @param clock tells the time
/// @param postpone raises when an event is due, unless somebody has changed it meanwhile
/// @param free deletes an event, unless something of it has not ended
public record Scripts(
    Script read,
    Script dump,
    Script commit,
    Script raw,
    Script open,
    Script clock,
    Script postpone,
    Script free) {
  public static final Scripts PLAIN = with("");

  // `write` tells why the first write was refused, if it was: Redis is full, can't save, has become
  // a replica or has none. Nothing was written then, which an error in a script does not tell.
  private static final String COMMON =
      """
      local function run()
        return string.match(redis.call('INFO', 'server'), 'run_id:(%w+)')
      end
      local function isOpen(writer)
        return writer == run() and redis.call('HEXISTS', KEYS[1], 'settings') == 1
      end
      local function clock()
        local time = redis.call('TIME')
        return time[1] * 1000000 + time[2]
      end
      local function write(first)
        local i = first
        while i <= #ARGV do
          local count = tonumber(ARGV[i])
          local call = i == first and redis.pcall or redis.call
          local answer =
              call(ARGV[i + 1], KEYS[tonumber(ARGV[i + 2])], unpack(ARGV, i + 3, i + count))
          if i == first and type(answer) == 'table' and answer.err then return answer.err end
          i = i + count + 1
        end
      end
      """;

  /// KEYS: head, entries, and strings to be read. ARGV: epoch and version of what is known, how
  /// many entries are of use at most, whether to raise the fence.
  private static final String READ =
      """
      local head = redis.call('HMGET', KEYS[1], 'run', 'epoch', 'version', 'last_at', 'pending', 'pending_at')
      if not isOpen(head[1]) then return false end
      local fence
      if ARGV[4] == '1' then
        fence = redis.call('HINCRBY', KEYS[1], 'fence', 1)
      else
        fence = redis.call('HGET', KEYS[1], 'fence')
      end
      local entries = false
      local missing = tonumber(head[3]) - tonumber(ARGV[2])
      if head[2] == ARGV[1] and missing >= 0 and missing <= tonumber(ARGV[3]) then
        entries = {}
        if missing > 0 then
          for i, entry in ipairs(redis.call('XRANGE', KEYS[2], '(' .. ARGV[2] .. '-0', '+')) do
            entries[i] = entry[2][2]
          end
        end
      end
      local values = {}
      for i = 3, #KEYS do values[i - 2] = redis.call('GET', KEYS[i]) end
      return {string.format('%.0f', clock()), head[2], head[3], head[4], head[5], head[6],
              tostring(fence), entries, values}
      """;

  /// KEYS: head, open, sold, cool-downs.
  private static final String DUMP =
      """
      local head = redis.call('HMGET', KEYS[1], 'run', 'epoch', 'version', 'last_at', 'numbers',
                              'settings')
      if not isOpen(head[1]) then return false end
      return {head[2], head[3], head[4], head[5],
              redis.call('HVALS', KEYS[2]), redis.call('HGETALL', KEYS[3]), head[6],
              redis.call('ZRANGE', KEYS[4], 0, -1, 'WITHSCORES')}
      """;

  /// KEYS: head, and what is written. ARGV: epoch, version, fence, what is pending or '', the
  /// instant from which it is too late or '', the instant to which the clock has to be close or '',
  /// how many keys must not be there, which of KEYS these are, and the writes.
  private static final String COMMIT =
      """
      local head = redis.call('HMGET', KEYS[1], 'run', 'epoch', 'version', 'fence', 'pending')
      if not isOpen(head[1]) then return 'closed' end
      if head[2] ~= ARGV[1] or head[3] ~= ARGV[2] or head[4] ~= ARGV[3]
          or (head[5] or '') ~= ARGV[4] then
        return 'moved'
      end
      if ARGV[5] ~= '' and clock() >= tonumber(ARGV[5]) then return 'late' end
      if ARGV[6] ~= '' and math.abs(clock() - tonumber(ARGV[6])) > 1000000 then return 'moved' end
      local first = 8 + tonumber(ARGV[7])
      for i = 8, first - 1 do
        if redis.call('EXISTS', KEYS[tonumber(ARGV[i])]) == 1 then return 'moved' end
      end
      local refused = write(first)
      if refused then return 'refused: ' .. refused end
      return 'done'
      """;

  /// KEYS: head, open.
  private static final String RAW =
      """
      local head = redis.call('HMGET', KEYS[1], 'run', 'epoch', 'version', 'last_at', 'numbers', 'fence')
      return {head[1], head[2], head[3], head[4], head[5], head[6], isOpen(head[1]),
              redis.call('HVALS', KEYS[2]), string.format('%.0f', clock())}
      """;

  /// KEYS: head, and what is written. ARGV: run, epoch, version and fence as they were, each or ''.
  private static final String OPEN =
      """
      local head = redis.call('HMGET', KEYS[1], 'run', 'epoch', 'version', 'fence')
      for i = 1, 4 do
        if (head[i] or '') ~= ARGV[i] then return 'moved' end
      end
      local refused = write(5)
      if refused then return redis.error_reply(refused) end
      redis.call('HSET', KEYS[1], 'run', run())
      return 'done'
      """;

  /// KEYS: any.
  private static final String CLOCK =
      """
      return string.format('%.0f', clock())
      """;

  /// KEYS: a sorted set. ARGV: the member, its score as it was, the new one or ''.
  private static final String POSTPONE =
      """
      if redis.call('ZSCORE', KEYS[1], ARGV[1]) ~= ARGV[2] then return end
      if ARGV[3] == '' then
        redis.call('ZREM', KEYS[1], ARGV[1])
      else
        redis.call('ZADD', KEYS[1], ARGV[3], ARGV[1])
      end
      """;

  /// KEYS: head, open, and all others that stay. ARGV: the epoch where the sales are final. The
  /// next one is opened in a later one, so none that is later already may be deleted.
  private static final String FREE =
      """
      local head = redis.call('HMGET', KEYS[1], 'epoch', 'pending')
      if head[2] or tonumber(head[1] or 0) > tonumber(ARGV[1])
          or redis.call('HLEN', KEYS[2]) > 0 then
        return false
      end
      return redis.call('UNLINK', unpack(KEYS))
      """;

  /// The scripts with something put before each.
  public static Scripts with(String prelude) {
    return new Scripts(
        Script.of(prelude + COMMON + READ),
        Script.of(prelude + COMMON + DUMP),
        Script.of(prelude + COMMON + COMMIT),
        Script.of(prelude + COMMON + RAW),
        Script.of(prelude + COMMON + OPEN),
        Script.of(prelude + COMMON + CLOCK),
        Script.of(prelude + COMMON + POSTPONE),
        Script.of(prelude + COMMON + FREE));
  }
}
