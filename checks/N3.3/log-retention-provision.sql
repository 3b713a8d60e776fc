/* check
title:    {zh: 个人信息和重要数据提供、委托处理记录保存不足三年, en: Records of providing personal and important data kept for less than three years}
clause:   N3.3
item:     N3.3.log.ops-six-months
basis:    [ndsr/provide-records]
severity: high
defends:  [防窃密]
assets:   [log]
proof:    presence
params:
  months: {value: 36, source: "网络数据安全管理条例第十二条", sure: yes}
  force: {value: 1735660800, source: "条例第六十四条：自2025年1月1日起施行", sure: yes}
says:     {zh: "{stream} 最早的记录仅在 {months} 个整月之前，条例施行以来应有的记录缺失", en: "the earliest record of {stream} is only {months} whole months old; records since the Regulations are missing"}
remedy:
  zh: 将提供、委托处理记录的保存期限调整为不少于三年，从备份恢复缺失的记录；在范围文件中以 started 说明启用日期。
  en: Keep these records for three years, restore what is missing from backups; say by `started` in the scope since when they are kept.
days:     {value: 15, unit: calendar-days, sure: no}
# months: whole calendar months, in China, from the earliest record (less the silence that is usual in this log) to the run.
# A log that is kept for a shorter time than that need not reach further back: `started:` in the scope says since when it is. An earlier
# run that saw older records says so too. Without either it cannot be told whether records are gone or never were. Of a log with a
# file that could not be read nothing is said: its records may be the older ones.
applies: >
  SELECT t.asset FROM log_store t WHERE t.keeps = 'provision'
unknown: >
  SELECT s.asset FROM log_stream s WHERE s.keeps = 'provision' AND s.months < :months AND s.reach > :force + 86400 AND s.since IS NULL
examples:
  - fail:    {log_store: [{asset: 1, keeps: provision, streams: 1}], log_stream: [{asset: 1, stream: access.log, keeps: provision, form: access, records: 1000, first: 1790000000, last: 1799999000, reach: 1789990000, months: 3, since: 1600000000, zoned_ppm: 1000000}]}
  - pass:    {log_store: [{asset: 1, keeps: provision, streams: 1}], log_stream: [{asset: 1, stream: access.log, keeps: provision, form: access, records: 1000, first: 1790000000, last: 1799999000, reach: 1789990000, months: 36, since: 1600000000, zoned_ppm: 1000000}]}
  - unknown: {log_store: [{asset: 1, keeps: provision, streams: 1}], log_stream: [{asset: 1, stream: access.log, keeps: provision, form: access, records: 1000, first: 1790000000, last: 1799999000, reach: 1789990000, months: 3, since: ~, zoned_ppm: 1000000}]}
  - unknown: {log_store: [{asset: 1, keeps: provision, streams: 1}], log_stream: [{asset: 1, stream: access.log, keeps: provision, form: access, records: 1000, first: 1790000000, last: 1799999000, reach: 1789990000, months: 36, since: 1600000000, zoned_ppm: 1000000}], partial: [log_stream]}
  - pass:    {log_store: [{asset: 1, keeps: provision, streams: 1}], log_stream: [{asset: 1, stream: access.log, keeps: provision, form: access, records: 1000, first: 1790000000, last: 1799999000, reach: 1789990000, months: 3, since: 1790000000, zoned_ppm: 1000000}]}
  - fail:    {log_store: [{asset: 1, keeps: provision, streams: 1}], log_stream: [{asset: 1, stream: access.log, keeps: provision, form: access, records: 1000, first: 1790000000, last: 1799999000, reach: 1789990000, months: 3, since: ~, zoned_ppm: 1000000}], log_stream_before: [{asset: 1, stream: access.log, keeps: provision, form: access, records: 1000, first: 1780000000, last: 1799999000, reach: 1779990000, months: 5, since: ~, zoned_ppm: 1000000}]}
  - unknown: {log_store: [{asset: 1, keeps: provision, streams: 1}], log_stream: [{asset: 1, stream: access.log, keeps: provision, form: access, records: 1000, first: 1790000000, last: 1799999000, reach: 1789990000, months: 3, since: ~, zoned_ppm: 1000000}], log_stream_before: [{asset: 1, stream: access.log, keeps: provision, form: access, records: 1000, first: 1790000000, last: 1799999000, reach: 1789990000, months: 3, since: ~, zoned_ppm: 1000000}]}
  - unknown: {log_store: [{asset: 1, keeps: provision, streams: 1}], log_stream: [{asset: 1, stream: access.log, keeps: provision, form: access, records: 1000, first: 1790000000, last: 1799999000, reach: 1789990000, months: 3, since: 1600000000, zoned_ppm: 1000000, unread: 1}], partial: [log_stream]}
  - na:      {log_store: [{asset: 1, keeps: operation, streams: 1}], log_stream: [{asset: 1, stream: access.log, keeps: operation, form: access, records: 1000, first: 1790000000, last: 1799999000, reach: 1789990000, months: 3, since: 1600000000, zoned_ppm: 1000000}]}
  - pass:    {log_store: [{asset: 1, keeps: provision, streams: 1}], log_stream: [{asset: 1, stream: access.log, keeps: provision, form: access, records: 1000, first: 1735660800, last: 1799999000, reach: 1735660800, months: 35, since: 1600000000, zoned_ppm: 1000000}]}
*/
SELECT s.asset, s.evidence, s.stream, s.months, s.first / 86400 AS first_day, s.stream AS place
FROM log_stream s LEFT JOIN log_stream_before b ON b.asset = s.asset AND b.stream = s.stream
WHERE s.keeps = 'provision' AND s.months < :months AND s.unread = 0 AND ((s.reach > :force + 86400 AND s.reach > s.since + 86400) OR (b.first < s.reach - 86400 AND s.reach > :force + 86400));
