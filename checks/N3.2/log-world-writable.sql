/* check
title:    {zh: 日志文件任何账号可写, en: Log that any account may write}
clause:   N3.2
item:     N3.2.log.protected
basis:    [csl/logs]
severity: high
defends:  [防篡改]
assets:   [log]
proof:    presence
says:     {zh: "{stream} 的 {files} 个文件任何账号可写（如 {path}）", en: "any account may write {files} files of {stream} (such as {path})"}
remedy:
  zh: 将日志文件权限收紧为属主可写（0640），设置集中转发和只追加权限。
  en: Let only its owner write it (0640), forward it, make it append-only.
days:     {value: 5, unit: working-days, sure: no}
examples:
  - fail:    {log_store: [{asset: 1, keeps: network, streams: 1}], log_file: [{asset: 1, stream: access.log, path: access.log, form: access, records: 9, whole: true, world_write: true}]}
  - pass:    {log_store: [{asset: 1, keeps: network, streams: 1}], log_file: [{asset: 1, stream: access.log, path: access.log, form: access, records: 9, whole: true}]}
  - unknown: {log_store: [{asset: 1, keeps: network, streams: 1}], partial: [log_file]}
  - pass:    {log_store: [{asset: 1, keeps: network, streams: 1}], log_file: [{asset: 1, stream: access.log, path: access.log, form: access, records: 0, whole: true, world_write: true}]}
*/
SELECT f.asset, MIN(f.evidence) AS evidence, f.stream, MIN(f.path) AS path, COUNT(*) AS files, f.stream AS place
FROM log_file f
WHERE f.world_write AND f.records > 0 AND f.part = ''
GROUP BY f.asset, f.stream;
