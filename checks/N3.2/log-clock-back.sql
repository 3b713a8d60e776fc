/* check
title:    {zh: 日志时钟回拨, en: A log's clock went back}
clause:   N3.2
item:     N3.2.log.fields-time
basis:    [csl/logs]
severity: medium
defends:  [防篡改, 防入侵]
assets:   [log]
proof:    presence
params:
  seconds: {value: 300, source: "经验值", sure: no}
says:     {zh: "{path} 第 {line} 行起时间倒退 {seconds} 秒", en: "the time goes back by {seconds} seconds at line {line} of {path}"}
remedy:
  zh: 统一 NTP 源并修正时区，核查时间是否被人为改动。
  en: Use one NTP source, set the zone right, and see whether somebody changed the time.
days:     {value: 30, unit: calendar-days, sure: no}
examples:
  - fail:    {log_store: [{asset: 1, keeps: network, streams: 1}], log_clock: [{asset: 1, stream: access.log, path: access.log, line: 7, before: 1795000000, after: 1794990000, seconds: 10000}]}
  - pass:    {log_store: [{asset: 1, keeps: network, streams: 1}], log_clock: [{asset: 1, stream: access.log, path: access.log, line: 7, before: 1795000000, after: 1794990000, seconds: 200}]}
  - unknown: {log_store: [{asset: 1, keeps: network, streams: 1}], partial: [log_clock]}
*/
SELECT c.asset, c.evidence, c.path, c.line, c.seconds, c.path || '@' || CAST(c.before AS TEXT) AS place
FROM log_clock c
WHERE c.seconds > :seconds;
