/* check
title:    {zh: 日志中明文记录敏感信息, en: Sensitive data in plain in logs}
clause:   N3.3
item:     N3.3.log.pi-in-logs
basis:    [pipl/encrypt, ndsr/protect]
severity: medium
defends:  [防窃密]
assets:   [log]
proof:    presence
says:     {zh: "日志 {path} {part} {name} 明文记录{kind} {sure} 处（{masked}）", en: "log {path} {part} {name} holds {sure} of {kind} in plain ({masked})"}
remedy:
  zh: 修改日志输出并清理历史明文日志。
  en: Change what is logged and clean the logs kept.
days:     {value: 15, unit: calendar-days, sure: no}
# What a standard in force calls sensitive, and what gives access; addresses and names of machines belong in a log.
examples:
  - fail:    {data_item: [{asset: 1, path: a.csv, kind: id-card, grp: person, sure: 3, persons: 3, form: plain, masked: "1***1"}], assets: [{id: 1, kind: log}]}
  - fail:    {data_item: [{asset: 1, path: a.csv, kind: password, grp: secret, sure: 3, persons: 3, form: plain, masked: "1***1"}], assets: [{id: 1, kind: log}]}
  - pass:    {data_item: [{asset: 1, path: a.csv, kind: ipv4, grp: device, sure: 3, persons: 3, form: plain, masked: "1***1"}], assets: [{id: 1, kind: log}]}
  - pass:    {data_item: [{asset: 1, path: a.csv, kind: mobile, grp: person, sure: 3, persons: 3, form: plain, masked: "1***1"}], assets: [{id: 1, kind: log}]}
  - unknown: {partial: [data_item], assets: [{id: 1, kind: log}]}
*/
WITH s AS (
  SELECT g.kind, COUNT(*) AS n FROM grade g WHERE g.sensitive AND g.standard <> 'gbt43697' AND g.from_day * 86400 <= :at GROUP BY g.kind
)
SELECT i.asset, i.evidence, i.path, i.part, i.name, i.kind, i.masked, i.sure, i.path || '!' || i.part || '!' || i.name || '!' || i.kind AS place
FROM data_item i
JOIN asset a ON a.id = i.asset AND a.kind = 'log'
LEFT JOIN s ON s.kind = i.kind
WHERE i.sure > 0 AND i.form IN ('plain', '') AND (s.n > 0 OR (i.grp = 'secret' AND i.kind <> 'password-hash'));
