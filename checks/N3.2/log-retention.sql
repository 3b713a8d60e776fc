/* check
title:    {zh: 网络日志留存不足六个月, en: Network logs kept for less than six months}
clause:   N3.2
item:     N3.2.log.six-months
basis:    [csl/logs]
severity: high
defends:  [防入侵]
assets:   [log]
proof:    presence
params:
  months: {value: 6, source: "网络安全法第二十三条第（三）项", sure: yes}
says:     {zh: "{stream} 最早的记录仅在 {months} 个整月之前", en: "the earliest record of {stream} is only {months} whole months old"}
remedy:
  zh: 扩容并调整轮转策略，保证各来源留存不少于六个月，补采缺口来源；在范围文件中以 started 说明启用日期。
  en: Turn over less often or keep more files, so that six months are kept of every source; say by `started` in the scope since when it is kept.
days:     {value: 15, unit: calendar-days, sure: no}
# months: whole calendar months, in China, from the earliest record (less the silence that is usual in this log) to the run.
# A log that is kept for a shorter time than that need not reach further back: `started:` in the scope says since when it is. An earlier
# run that saw older records says so too. Without either it cannot be told whether records are gone or never were. Of a log with a
# file that could not be read nothing is said: its records may be the older ones.
applies: >
  SELECT t.asset FROM log_store t WHERE t.keeps = 'network'
unknown: >
  SELECT s.asset FROM log_stream s WHERE s.keeps = 'network' AND s.months < :months AND s.since IS NULL
examples:
  - fail:    {log_store: [{asset: 1, keeps: network, streams: 1}], log_stream: [{asset: 1, stream: access.log, keeps: network, form: access, records: 1000, first: 1790000000, last: 1799999000, reach: 1789990000, months: 3, since: 1700000000, zoned_ppm: 1000000}]}
  - pass:    {log_store: [{asset: 1, keeps: network, streams: 1}], log_stream: [{asset: 1, stream: access.log, keeps: network, form: access, records: 1000, first: 1790000000, last: 1799999000, reach: 1789990000, months: 6, since: 1700000000, zoned_ppm: 1000000}]}
  - unknown: {log_store: [{asset: 1, keeps: network, streams: 1}], log_stream: [{asset: 1, stream: access.log, keeps: network, form: access, records: 1000, first: 1790000000, last: 1799999000, reach: 1789990000, months: 3, since: ~, zoned_ppm: 1000000}]}
  - unknown: {log_store: [{asset: 1, keeps: network, streams: 1}], log_stream: [{asset: 1, stream: access.log, keeps: network, form: access, records: 1000, first: 1790000000, last: 1799999000, reach: 1789990000, months: 6, since: 1700000000, zoned_ppm: 1000000}], partial: [log_stream]}
  - pass:    {log_store: [{asset: 1, keeps: network, streams: 1}], log_stream: [{asset: 1, stream: access.log, keeps: network, form: access, records: 1000, first: 1790000000, last: 1799999000, reach: 1789990000, months: 3, since: 1790000000, zoned_ppm: 1000000}]}
  - fail:    {log_store: [{asset: 1, keeps: network, streams: 1}], log_stream: [{asset: 1, stream: access.log, keeps: network, form: access, records: 1000, first: 1790000000, last: 1799999000, reach: 1789990000, months: 3, since: ~, zoned_ppm: 1000000}], log_stream_before: [{asset: 1, stream: access.log, keeps: network, form: access, records: 1000, first: 1780000000, last: 1799999000, reach: 1779990000, months: 5, since: ~, zoned_ppm: 1000000}]}
  - unknown: {log_store: [{asset: 1, keeps: network, streams: 1}], log_stream: [{asset: 1, stream: access.log, keeps: network, form: access, records: 1000, first: 1790000000, last: 1799999000, reach: 1789990000, months: 3, since: ~, zoned_ppm: 1000000}], log_stream_before: [{asset: 1, stream: access.log, keeps: network, form: access, records: 1000, first: 1790000000, last: 1799999000, reach: 1789990000, months: 3, since: ~, zoned_ppm: 1000000}]}
  - unknown: {log_store: [{asset: 1, keeps: network, streams: 1}], log_stream: [{asset: 1, stream: access.log, keeps: network, form: access, records: 1000, first: 1790000000, last: 1799999000, reach: 1789990000, months: 3, since: 1700000000, zoned_ppm: 1000000, unread: 1}], partial: [log_stream]}
  - na:      {log_store: [{asset: 1, keeps: operation, streams: 1}], log_stream: [{asset: 1, stream: access.log, keeps: operation, form: access, records: 1000, first: 1790000000, last: 1799999000, reach: 1789990000, months: 3, since: 1700000000, zoned_ppm: 1000000}]}
*/
SELECT s.asset, s.evidence, s.stream, s.months, s.first / 86400 AS first_day, s.stream AS place
FROM log_stream s LEFT JOIN log_stream_before b ON b.asset = s.asset AND b.stream = s.stream
WHERE s.keeps = 'network' AND s.months < :months AND s.unread = 0 AND ((s.reach > s.since + 86400) OR (b.first < s.reach - 86400));
