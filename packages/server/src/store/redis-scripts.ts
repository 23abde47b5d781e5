// What Redis does in one step, in Lua: a reader sees all of a write or nothing of it.

/**
 * Keeps a result unless its id is known; answers 1 or 0.
 * KEYS: result, profile, then per leaderboard its ranks and its entries.
 * ARGV: expiry of results (s), places of a leaderboard, is there a profile?, pilot, score, negated score, ended at, the same padded,
 * entry (JSON), name, seconds, result (JSON), then per leaderboard its expiry (s), 0 for none, then each tally's name and count.
 *
 * Ranks are a sorted set by negated score, whose members begin with the padded time: Redis orders equal scores by member, so the
 * earlier comes first. Numbers travel as the texts they came as, for Lua would round them.
 */
export const ADD_RESULT = `
  local expiry, places, identified, pilot, score, negated, ended, padded, entry, name, seconds, result =
    unpack(ARGV, 1, 12)
  if not redis.call('SET', KEYS[1], result, 'NX', 'EX', expiry) then return 0 end

  for i = 3, #KEYS, 2 do
    local ranks, entries = KEYS[i], KEYS[i + 1]
    local before = redis.call('HGET', entries, pilot)
    local isBetter = true
    if before then
      local kept = cjson.decode(before)
      isBetter = tonumber(score) > kept.score or (tonumber(score) == kept.score and tonumber(ended) < kept.endedAtMs)
      if isBetter then redis.call('ZREM', ranks, string.format('%016.0f:', kept.endedAtMs) .. pilot) end
    end
    if isBetter then
      redis.call('ZADD', ranks, negated, padded .. ':' .. pilot)
      redis.call('HSET', entries, pilot, entry)
      if redis.call('ZCARD', ranks) > tonumber(places) then
        redis.call('HDEL', entries, string.sub(redis.call('ZPOPMAX', ranks)[1], 18))
      end
      local lasts = tonumber(ARGV[12 + (i - 1) / 2])
      if lasts > 0 then
        redis.call('EXPIRE', ranks, lasts)
        redis.call('EXPIRE', entries, lasts)
      end
    end
  end

  if identified == '1' then
    local known = redis.call('HMGET', KEYS[2], 'lastSeenMs', 'firstSeenMs', 'bestScore')
    local function isFirst(kept) return not kept end
    if isFirst(known[1]) or tonumber(ended) >= tonumber(known[1]) then
      redis.call('HSET', KEYS[2], 'lastSeenMs', ended, 'name', name)
    end
    if isFirst(known[2]) or tonumber(ended) < tonumber(known[2]) then
      redis.call('HSET', KEYS[2], 'firstSeenMs', ended)
    end
    if isFirst(known[3]) or tonumber(score) > tonumber(known[3]) then
      redis.call('HSET', KEYS[2], 'bestScore', score)
    end
    redis.call('HINCRBY', KEYS[2], 'stays', 1)
    redis.call('HINCRBY', KEYS[2], 'seconds', seconds)
    for i = 13 + (#KEYS - 2) / 2, #ARGV, 2 do redis.call('HINCRBY', KEYS[2], ARGV[i], ARGV[i + 1]) end
  end
  return 1`;

/** The first entries, as JSON. KEYS: ranks, entries. ARGV: how many. */
export const TOP_SCORES = `
  if tonumber(ARGV[1]) < 1 then return {} end
  local pilots = redis.call('ZRANGE', KEYS[1], 0, ARGV[1] - 1)
  for i, member in ipairs(pilots) do pilots[i] = string.sub(member, 18) end
  if #pilots == 0 then return {} end
  return redis.call('HMGET', KEYS[2], unpack(pilots))`;

/** The field of the bans that says since when they are whole: it goes with them. An id has no blank. */
export const LINEAGE = ' lineage';

/**
 * Forgets what has expired, then keeps a ban and answers 1; or 0 when too many others are kept.
 * KEYS: bans, their ends, ids of lifted bans. ARGV: id, ban (JSON), its end or +inf, now, how many may be kept.
 */
export const ADD_BAN = `
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', ARGV[4])) do
    redis.call('HDEL', KEYS[1], id)
    redis.call('ZREM', KEYS[2], id)
  end
  local others = redis.call('HLEN', KEYS[1]) - redis.call('HEXISTS', KEYS[1], ARGV[1]) - redis.call('HEXISTS', KEYS[1], '${LINEAGE}')
  redis.call('SREM', KEYS[3], ARGV[1])
  if others >= tonumber(ARGV[5]) then return 0 end
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
  redis.call('ZADD', KEYS[2], ARGV[3], ARGV[1])
  return 1`;

/**
 * Gives bans back that Redis has lost, but those that were lifted since; answers the lineage of the bans and how many were missing.
 * KEYS: bans, their ends, ids of lifted bans. ARGV: a new lineage, then for each ban its id, the ban (JSON), its end or +inf.
 */
export const GIVE_BANS_BACK = `
  redis.call('HSETNX', KEYS[1], '${LINEAGE}', ARGV[1])
  local count = 0
  for i = 2, #ARGV, 3 do
    if redis.call('SISMEMBER', KEYS[3], ARGV[i]) == 0 and redis.call('HSETNX', KEYS[1], ARGV[i], ARGV[i + 1]) == 1 then
      redis.call('ZADD', KEYS[2], ARGV[i + 2], ARGV[i])
      count = count + 1
    end
  end
  return { redis.call('HGET', KEYS[1], '${LINEAGE}'), count }`;

/** Answers 1, or 0 when there was none. KEYS: bans, their ends, ids of lifted bans. ARGV: id, how long it is remembered as lifted (s). */
export const REMOVE_BAN = `
  redis.call('SADD', KEYS[3], ARGV[1])
  redis.call('EXPIRE', KEYS[3], ARGV[2])
  redis.call('ZREM', KEYS[2], ARGV[1])
  return redis.call('HDEL', KEYS[1], ARGV[1])`;
