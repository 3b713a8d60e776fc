/* check
title:    {zh: 日志序号不连续, en: Serial numbers missing in a log}
clause:   N3.2
item:     N3.2.log.protected
basis:    [csl/logs]
severity: medium
defends:  [防篡改, 防入侵]
assets:   [log]
proof:    presence
says:     {zh: "{stream} 的记录序号缺少 {missing} 个", en: "{missing} serial numbers are missing in {stream}"}
remedy:
  zh: 核查是否有记录被删除或丢弃（auditd 的 backlog 与 rate limit），把日志实时转发到集中平台。
  en: See whether records were deleted or dropped (auditd's backlog and rate limit) and forward the log as it is written.
days:     {value: 30, unit: calendar-days, sure: no}
examples:
  - fail:    {log_store: [{asset: 1, keeps: network, streams: 1}], log_gap: [{asset: 1, stream: access.log, keeps: network, why: missing-numbers, begins: 1795000000, ends: 1795259200, seconds: 259200, months: 1, missing: 40}]}
  - pass:    {log_store: [{asset: 1, keeps: network, streams: 1}], log_gap: [{asset: 1, stream: access.log, keeps: network, why: silence, begins: 1795000000, ends: 1795259200, seconds: 259200, months: 1}]}
  - unknown: {log_store: [{asset: 1, keeps: network, streams: 1}], partial: [log_gap]}
*/
SELECT g.asset, g.evidence, g.stream, g.stream AS place, SUM(g.missing) AS missing
FROM log_gap g
WHERE g.why = 'missing-numbers'
GROUP BY g.asset, g.evidence, g.stream;
