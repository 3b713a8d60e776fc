/* check
title:    {zh: 日志已停止写入, en: A log is no longer written}
clause:   N3.2
item:     N3.2.log.coverage
basis:    [csl/logs]
severity: low
defends:  [防入侵]
assets:   [log]
proof:    presence
says:     {zh: "{stream} 最后一条记录之后已有 {hours} 小时没有新记录", en: "{stream} has had no record for {hours} hours"}
remedy:
  zh: 核实服务是否已下线；仍在运行的，恢复日志写入。检查的是副本时忽略。
  en: See whether the service is gone; if not, let it write its log again. Nothing to do where a copy was examined.
days:     {value: 15, unit: calendar-days, sure: no}
examples:
  - fail:    {log_store: [{asset: 1, keeps: network, streams: 1}], log_gap: [{asset: 1, stream: access.log, keeps: network, why: stopped, begins: 1795000000, ends: 1795259200, seconds: 259200, months: 1}]}
  - pass:    {log_store: [{asset: 1, keeps: network, streams: 1}], log_gap: [{asset: 1, stream: access.log, keeps: network, why: stopped, begins: 1795000000, ends: 1795259200, seconds: 259200, months: 1, told: true}]}
  - pass:    {log_store: [{asset: 1, keeps: network, streams: 1}], log_gap: [{asset: 1, stream: access.log, keeps: network, why: silence, begins: 1795000000, ends: 1795259200, seconds: 259200, months: 1}]}
  - unknown: {log_store: [{asset: 1, keeps: network, streams: 1}], partial: [log_gap]}
*/
SELECT g.asset, g.evidence, g.stream, g.seconds / 3600 AS hours, g.stream AS place
FROM log_gap g
WHERE g.why = 'stopped' AND NOT g.told;
