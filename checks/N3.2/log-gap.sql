/* check
title:    {zh: 日志记录中断, en: Gap in a log}
clause:   N3.2
item:     N3.2.log.six-months
basis:    [csl/logs]
severity: medium
defends:  [防入侵]
assets:   [log]
proof:    presence
params:
  months: {value: 6, source: "网络安全法第二十三条第（三）项", sure: yes}
says:     {zh: "{stream} 有 {hours} 小时没有记录（{why_zh}）", en: "{stream} has no records for {hours} hours ({why})"}
remedy:
  zh: 查明中断原因，从备份或上游补齐记录，对日志中断设置告警。
  en: Find out why, restore the records from backups or from where they came, and be alarmed when a log falls silent.
days:     {value: 15, unit: calendar-days, sure: no}
# What is silence is told by the log itself: so long that, by the hours of its weeks, records were to be expected (docs/logs.md).
# A stop or start that the log itself tells is none.
applies: >
  SELECT t.asset FROM log_store t WHERE t.keeps = 'network'
examples:
  - fail:    {log_store: [{asset: 1, keeps: network, streams: 1}], log_gap: [{asset: 1, stream: access.log, keeps: network, why: silence, begins: 1795000000, ends: 1795259200, seconds: 259200, months: 1}]}
  - fail:    {log_store: [{asset: 1, keeps: network, streams: 1}], log_gap: [{asset: 1, stream: access.log, keeps: network, why: missing-file, begins: 1795000000, ends: 1795259200, seconds: 259200, months: 1}]}
  - pass:    {log_store: [{asset: 1, keeps: network, streams: 1}], log_gap: [{asset: 1, stream: access.log, keeps: network, why: silence, begins: 1795000000, ends: 1795259200, seconds: 259200, months: 1, told: true}]}
  - pass:    {log_store: [{asset: 1, keeps: network, streams: 1}], log_gap: [{asset: 1, stream: access.log, keeps: network, why: silence, begins: 1795000000, ends: 1795259200, seconds: 259200, months: 6}]}
  - pass:    {log_store: [{asset: 1, keeps: network, streams: 1}], log_gap: [{asset: 1, stream: access.log, keeps: network, why: stopped, begins: 1795000000, ends: 1795259200, seconds: 259200, months: 1}]}
  - pass:    {log_store: [{asset: 1, keeps: network, streams: 1}]}
  - unknown: {log_store: [{asset: 1, keeps: network, streams: 1}], partial: [log_gap]}
  - na:      {log_store: [{asset: 1, keeps: operation, streams: 1}], log_gap: [{asset: 1, stream: access.log, keeps: operation, why: silence, begins: 1795000000, ends: 1795259200, seconds: 259200, months: 1}]}
*/
SELECT g.asset, g.evidence, g.stream, g.why, CASE g.why WHEN 'missing-file' THEN '缺少轮转文件' ELSE '无记录' END AS why_zh,
       g.seconds / 3600 AS hours, g.begins, g.stream || '@' || CAST(g.begins AS TEXT) AS place
FROM log_gap g
WHERE g.keeps IN ('network') AND g.why IN ('silence', 'missing-file') AND NOT g.told AND g.months < :months;
