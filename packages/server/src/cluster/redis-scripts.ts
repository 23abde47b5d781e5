// What Redis is asked to do as one, in the language that it runs such things in. Leases are timed by Redis's clock, so that
// those of the nodes need not agree.

/**
 * KEYS: fingerprint, nodes. ARGV: fingerprint, node id, claim, lease in ms, record, and another fingerprint that is as good. Registers the node or renews its lease
 * and answers all living nodes, or answers why not. A node is a field of the hash: `<end of lease> <claim> <record>`. The
 * claim is one process's own: while a lease lasts, no other takes its id. Ended leases are swept out by the next caller.
 */
export const HEARTBEAT_SCRIPT = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local fingerprint, id, claim, lease, record, other = unpack(ARGV)
local known = redis.call('GET', KEYS[1])
if known and known ~= fingerprint and known ~= other then return 'secret-differs' end
local held = redis.call('HGET', KEYS[2], id)
if held then
  local ends, holder = string.match(held, '^(%d+) (%S+)')
  if holder ~= claim and tonumber(ends) > now then return 'id-taken' end
end
if known ~= fingerprint then redis.call('SET', KEYS[1], fingerprint) end
redis.call('HSET', KEYS[2], id, string.format('%.0f', now + lease) .. ' ' .. claim .. ' ' .. record)
redis.call('PEXPIRE', KEYS[2], lease)
local living = {}
local all = redis.call('HGETALL', KEYS[2])
for i = 1, #all, 2 do
  local ends, other = string.match(all[i + 1], '^(%d+) %S+ (.*)$')
  if ends and tonumber(ends) > now then
    living[#living + 1] = { tonumber(ends) - now, other }
  else
    redis.call('HDEL', KEYS[2], all[i])
  end
end
return living
`;

/** KEYS: nodes. ARGV: node id, claim. Takes the node off the list, unless another process has its id. */
export const LEAVE_SCRIPT = `
local held = redis.call('HGET', KEYS[1], ARGV[1])
if held and string.match(held, '^%d+ (%S+)') == ARGV[2] then redis.call('HDEL', KEYS[1], ARGV[1]) end
return 0
`;

/** KEYS: scores. ARGV: lifetime in ms, then a record for each. One command for all costs a node a tenth of a pipeline. */
export const SAVE_SCRIPT = `
for i = 1, #KEYS do redis.call('SET', KEYS[i], ARGV[i + 1], 'PX', ARGV[1]) end
return 0
`;

/** KEYS: origins. ARGV: origin, lifetime in ms, how many. Notes an origin and answers all, the newest last. */
export const ORIGIN_SCRIPT = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZADD', KEYS[1], string.format('%.0f', now), ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now - ARGV[2]))
redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -1 - ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return redis.call('ZRANGE', KEYS[1], 0, -1)
`;
